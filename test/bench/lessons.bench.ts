import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processRunner } from '../../src/runner/processhost.ts';
import type { Row } from './rows.ts';

const root = join(import.meta.dirname, '..', '..');
const dist = join(root, 'dist');
const folder = join(root, 'lessons', '02-consistency', '06-quorums-101');

const ROUNDS = 8;
/** Seeds a request: what the machine does beside blurs short stretches less. */
const PIECE = 50;

/** Seeds of one scenario of lesson 2.6, by its solution, in one warm child: by the clock, and each piece at its best of some rounds. Build first. */
export async function rows(): Promise<Row[]> {
  if (!existsSync(join(dist, 'child.js'))) throw new Error('build first: npm run build');
  const runner = processRunner({ program: join(dist, 'child.js'), readable: [dist], cores: 1 });
  try {
    const files = { 'exercise.ts': readFileSync(join(folder, 'solution.ts'), 'utf8'), 'contract.ts': readFileSync(join(folder, 'contract.ts'), 'utf8') };
    const run = async (from: number, count: number): Promise<number> => {
      const seeds = Array.from({ length: count }, (_, index) => from + index);
      const begun = performance.now();
      const outcome = await runner.run({ lesson: 'consistency/quorums-101', source: { file: 'solution.ts', entry: 'exercise.ts', files }, scenarios: ['one-down'], seeds });
      if (outcome.kind !== 'done' || outcome.scenarios[0]?.verdict !== 'passed') throw new Error(`the solution of 2.6 did not pass: ${JSON.stringify(outcome)}`);
      return (performance.now() - begun) / 1000;
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
    return [
      { name: '2.6 one-down, 200 seeds of the solution', figure: await run(1, 200), unit: 's' },
      { name: '2.6 one-down, 1,000 seeds of the solution', figure: await run(1, 1_000), unit: 's', goal: '≤ 2' },
      { name: '2.6 one-down, 1,000 seeds, each fifty at its best', figure: await best(1_000), unit: 's' },
    ];
  } finally {
    runner.dispose();
  }
}
