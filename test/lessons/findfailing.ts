/** `node test/lessons/findfailing.ts [lesson id …]`: writes `failing.json`, all of it or of these lessons. Build first; takes minutes. */
import { existsSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { withRunner } from '../../src/cli/lab.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { dist } from '../cli/faultlab.ts';
import { brokenDemands, FAILING, readFailing, wrongPrograms, type Failing, type LessonProgram } from './failing.ts';

const MOST_SEEDS = 16;

async function firstSeed(runner: Runner, program: LessonProgram): Promise<number | undefined> {
  for (let seed = 1; seed <= Math.min(program.panel, MOST_SEEDS); seed++) if (brokenDemands(await program.judge(runner, seed, { brief: true })).length > 0) return seed;
  return undefined;
}

async function lookAt(runner: Runner, programs: readonly LessonProgram[]): Promise<Failing> {
  const seeds = await pLimit(availableParallelism()).map(programs, async program => [program.file, await firstSeed(runner, program)] as const);
  return Object.fromEntries(seeds.flatMap(([file, seed]) => (seed === undefined ? [] : [[file, seed]])));
}

const named = process.argv.slice(2);
const found: Record<string, Failing> = {};
await withRunner(dist, async runner => {
  for (const [lesson, programs] of await wrongPrograms()) {
    const known = named.length > 0 && !named.includes(lesson) && existsSync(FAILING) ? readFailing()[lesson] : undefined;
    found[lesson] = known ?? await lookAt(runner, programs);
    console.log(lesson, Object.keys(found[lesson]).length);
  }
});
writeFileSync(FAILING, `${JSON.stringify(found, null, 2)}\n`);
