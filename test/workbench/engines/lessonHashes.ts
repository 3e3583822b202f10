import { chunks } from 'faultlab:lessons';
import { programs } from 'golden:programs';
import { compileAttempt } from '../../../src/lab/compile/compile.ts';
import { Run, runAll, type FinishedRun } from '../../../src/lab/run.ts';
import { createAttempt } from '../../../src/lab/sandbox/attempt.ts';
import { libraryFor } from '../../../src/kits/library.ts';
import type { Scenario } from '../../../src/course/lesson.ts';
import type { Attempt } from '../../../src/lab/attempt.ts';

const libraries = Object.fromEntries(Object.entries(libraryFor(() => {})).map(([name, values]) => [name, Object.keys(values)]));

function attemptOf(id: string): Attempt {
  const result = compileAttempt({ file: 'solution.ts', entry: 'solution.ts', files: { 'solution.ts': programs[id]! } }, { mode: 'explore', stripTypes: code => ({ ok: true, code }), libraries });
  if (!result.ok) throw new Error(`${id}: ${JSON.stringify(result.problems)}`);
  return createAttempt(result.program);
}

/** The golden runs of all lessons' solutions, by seeds 1 and 2, with promises run by the host between macrotasks. */
export async function* lessonRuns(): AsyncGenerator<{ readonly lesson: string; readonly scenario: Scenario; readonly runs: readonly FinishedRun[] }> {
  for (const [id, load] of Object.entries(chunks)) {
    const { lesson } = await load!();
    const attempt = attemptOf(id);
    for (const scenario of lesson.scenarios) yield { lesson: id, scenario, runs: await runsOf(scenario, attempt) };
  }
}

/** Of all golden runs: `<lesson> <scenario>` → hashes of seeds 1 and 2. */
export async function lessonHashes(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { lesson, scenario, runs } of lessonRuns()) found[`${lesson} ${scenario.id}`] = runs.map(({ hash }) => hash).join(' ');
  return found;
}

async function runsOf(scenario: Scenario, attempt: Attempt): Promise<FinishedRun[]> {
  const finished: FinishedRun[] = [];
  const makers = [1, 2].map(seed => () => new Run(scenario, attempt, { seed, mode: 'explore' }));
  const steps = runAll(makers, attempt, { kind: 'batch', worlds: 2 }, { take: () => [] }, run => finished.push(run.finish()));
  while (!steps.next().done) await macrotask();
  return finished;
}

const { port1, port2 } = new MessageChannel();
let resume = (): void => {};
port1.onmessage = () => resume();

/** Microtasks have run when it resolves. A timer would wait too long in a browser. */
const macrotask = (): Promise<void> => new Promise(resolve => {
  resume = resolve;
  port2.postMessage(0);
});

/** Lets the process end. */
export const closeChannel = (): void => port1.close();
