import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { processRunner } from '../../src/runner/processhost.ts';
import type { RunOutcome } from '../../src/runner/outcome.ts';
import type { Row } from './rows.ts';

const root = join(import.meta.dirname, '..', '..');
const dist = join(root, 'dist');
const folder = join(root, 'lessons', '02-consistency', '06-quorums-101');

const ROUNDS = 8;
/** Seeds a request: what the machine does beside blurs short stretches less. */
const PIECE = 50;

/** How often each first verdict is measured. */
const TIMES = 15;
/** The spare takes so long to be ready and to rehearse. */
const SHOWN_MS = 1_500;

function assertPassed(outcome: RunOutcome): void {
  if (outcome.kind !== 'done' || outcome.scenarios[0]?.verdict !== 'passed') throw new Error(`the solution of 2.6 did not pass: ${JSON.stringify(outcome)}`);
}

/** In a new runner each time, the middle of some: without anything before, and when the editor has shown the exercise, which rehearses the starter. */
async function firstVerdicts(): Promise<{ readonly cold: number; readonly shown: number }> {
  const programOf = (name: string) => ({ file: 'exercise.ts', entry: 'exercise.ts', files: { 'exercise.ts': readFileSync(join(folder, name), 'utf8'), 'contract.ts': readFileSync(join(folder, 'contract.ts'), 'utf8') } });
  const times: { cold: number[]; shown: number[] } = { cold: [], shown: [] };
  for (let i = 0; i < 2 * TIMES; i++) {
    const runner = processRunner({ program: join(dist, 'child.js'), readable: [dist], cores: 1 });
    const run = (program: string) => runner.run({ lesson: 'consistency/quorums-101', source: programOf(program), scenarios: ['one-down'], seeds: [1], brief: true });
    if (i % 2 === 1) {
      await run('exercise.ts');
      await pause(SHOWN_MS);
    }
    const begun = performance.now();
    const outcome = await run('solution.ts');
    times[i % 2 === 1 ? 'shown' : 'cold'].push(performance.now() - begun);
    assertPassed(outcome);
    runner.dispose();
    await pause(200);
  }
  const middle = (values: number[]) => values.sort((a, b) => a - b)[TIMES >> 1]!;
  return { cold: middle(times.cold), shown: middle(times.shown) };
}

/** Lesson 2.6 by its solution: the first verdict, and many seeds in one warm child, by the clock and each piece at its best of some rounds. Build first. */
export async function rows(): Promise<Row[]> {
  if (!existsSync(join(dist, 'child.js'))) throw new Error('build first: npm run build');
  const runner = processRunner({ program: join(dist, 'child.js'), readable: [dist], cores: 1 });
  try {
    const files = { 'exercise.ts': readFileSync(join(folder, 'solution.ts'), 'utf8'), 'contract.ts': readFileSync(join(folder, 'contract.ts'), 'utf8') };
    const run = async (from: number, count: number): Promise<number> => {
      const seeds = Array.from({ length: count }, (_, index) => from + index);
      const begun = performance.now();
      const outcome = await runner.run({ lesson: 'consistency/quorums-101', source: { file: 'solution.ts', entry: 'exercise.ts', files }, scenarios: ['one-down'], seeds });
      const seconds = (performance.now() - begun) / 1000;
      assertPassed(outcome);
      return seconds;
    };
    const best = async (count: number): Promise<number> => {
      let sum = 0;
      for (let from = 1; from <= count; from += PIECE) {
        let least = Infinity;
        for (let round = 0; round < ROUNDS; round++) least = Math.min(least, await run(from, PIECE));
        sum += least;
      }
      return sum;
    };
    await best(PIECE);
    const { cold, shown } = await firstVerdicts();
    return [
      { name: '2.6 one-down, one seed, its first verdict, from nothing', figure: cold, unit: 'ms' },
      { name: '2.6 one-down, one seed, its first verdict after it was shown', figure: shown, unit: 'ms' },
      { name: '2.6 one-down, 200 seeds of the solution', figure: await run(1, 200), unit: 's' },
      { name: '2.6 one-down, 1,000 seeds of the solution', figure: await run(1, 1_000), unit: 's', goal: '≤ 2' },
      { name: '2.6 one-down, 1,000 seeds, each fifty at its best', figure: await best(1_000), unit: 's' },
    ];
  } finally {
    runner.dispose();
  }
}
