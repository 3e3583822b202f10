/**
 * A step of the build, after the bundles: runs the lessons' own twins on their panels and keeps what they reach, so that
 * nobody who judges a program has to run them again. Without these tables the same verdicts take longer.
 */
import type { Attempt } from '../lab/attempt.ts';
import { lockRealm } from '../lab/sandbox/lockdown.ts';
import type { Job } from '../lab/job.ts';
import type { LessonChunk } from '../lab/lessonjobs.ts';
import type { ProgramTwin, TwinColumns } from '../lab/twins.ts';
import { nodeDrain } from './nodedrain.ts';
import { stripTypes } from './striptypes.ts';

stripTypes('', 'strip');
const drain = await nodeDrain();
lockRealm();
const [{ compileAttempt }, { createAttempt }, { lessonJobs }, { programTwinsOf }, { writeTwinTable }, { chunks }] = await Promise.all([
  import('../lab/compile/compile.ts'), import('../lab/sandbox/attempt.ts'), import('../lab/lessonjobs.ts'), import('../lab/tabulatejob.ts'), import('./twinfile.ts'), import('faultlab:lessons'),
]);

let current: Job<TwinColumns> | undefined;
process.on('unhandledRejection', reason => {
  if (!current) throw reason;
  current.rejected(reason);
});
for (const load of Object.values(chunks)) await tabulate(await load!());

async function tabulate(chunk: LessonChunk): Promise<void> {
  const { library, twins, given, scenarios, tabulate } = lessonJobs(chunk);
  const isCompared = scenarios.map(scenario => programTwinsOf(scenario).length > 0);
  if (!isCompared.includes(true)) return;
  const attempts = new Map<ProgramTwin, Attempt>();
  const twin = (kind: ProgramTwin): Attempt => {
    const file = `${kind}.ts`;
    const libraries = Object.fromEntries(Object.entries(library).map(([specifier, values]) => [specifier, Object.keys(values)]));
    const result = compileAttempt({ file, entry: file, files: { ...given, [file]: twins[kind] } }, { mode: 'explore', stripTypes, libraries });
    if (!result.ok) throw new Error(`${chunk.id}: ${file}: ${result.problems[0]!.message}`);
    return attempts.get(kind) ?? attempts.set(kind, createAttempt(result.program)).get(kind)!;
  };
  const table: (TwinColumns | null)[] = [];
  for (const [position, { id }] of scenarios.entries()) table.push(isCompared[position] ? await driven(tabulate(id, twin, drain)) : null);
  await writeTwinTable(chunk.id, import.meta.url, { key: chunk.key, scenarios: table });
}

/** Turns are taken in macrotasks: within a microtask promises cannot be run. */
async function driven(job: Job<TwinColumns>): Promise<TwinColumns> {
  current = job;
  for (;;) {
    const columns = await new Promise<TwinColumns | undefined>((resolve, reject) => {
      setImmediate(() => {
        try {
          resolve(job.turn());
        } catch (error) {
          reject(error as Error);
        }
      });
    });
    if (columns) return columns;
  }
}
