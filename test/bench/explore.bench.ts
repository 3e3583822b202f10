import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STRATEGIES } from '../../src/lab/explore/exploration.ts';
import { processRunner } from '../../src/runner/processhost.ts';
import type { Row } from './rows.ts';

const root = join(import.meta.dirname, '..', '..');
const dist = join(root, 'dist');
const folder = join(root, 'lessons', '02-consistency', '06-quorums-101');
const SECONDS = 5;

/** What each strategy does on one scenario of lesson 2.6 with its solution, on all cores. Build first. */
export async function rows(): Promise<Row[]> {
  const runner = processRunner({ program: join(dist, 'child.js'), readable: [dist] });
  try {
    const files = { 'exercise.ts': readFileSync(join(folder, 'solution.ts'), 'utf8'), 'contract.ts': readFileSync(join(folder, 'contract.ts'), 'utf8') };
    const task = { lesson: 'consistency/quorums-101', source: { file: 'solution.ts', entry: 'exercise.ts', files }, scenarios: ['one-down'] };
    const look = async (strategy: (typeof STRATEGIES)[number], seconds: number) => {
      const outcome = await runner.explore({ ...task, strategies: [strategy], budget: { seconds } });
      if (outcome.kind !== 'done' || outcome.explorations[0]!.found) throw new Error(`the solution of 2.6 did not survive: ${JSON.stringify(outcome)}`);
      return { ...outcome.explorations[0]!, seconds: outcome.durationMs / 1000 };
    };
    await look('random', 1);
    const table: Row[] = [];
    for (const strategy of STRATEGIES) {
      const { runs, space, seconds } = await look(strategy, SECONDS);
      table.push({ name: `2.6 one-down, ${strategy}`, figure: runs / seconds, unit: 'runs/s' });
      if (space) table.push({ name: `2.6 one-down, ${strategy}`, figure: space.states / seconds, unit: 'states/s' });
    }
    return table;
  } finally {
    runner.dispose();
  }
}
