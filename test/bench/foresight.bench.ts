import { withRunner } from '../../src/cli/lab.ts';
import { dist } from '../cli/faultlab.ts';
import { readFailing, wrongPrograms } from '../lessons/failing.ts';
import type { Row } from './rows.ts';

/** Failing runs of about 2,000 events, for which the goal holds, and of more. */
const RUNS = [
  { lesson: 'consensus/log-replication', file: 'proof/wrong-commits-last-index.ts', goal: true },
  { lesson: 'fundamentals/what-makes-it-distributed', file: 'proof/wrong-reclaim.ts', goal: false },
];
const TIMES = 3;
const GOAL_MS = 5_000;

/** When failing runs were lost, in a warm child; the least of some times. Build first. */
export async function rows(): Promise<Row[]> {
  const programs = await wrongPrograms();
  return withRunner(dist, async runner => {
    const rows: Row[] = [];
    for (const { lesson, file, goal } of RUNS) {
      const program = programs.get(lesson)!.find(each => each.file === file)!;
      const seed = readFailing()[lesson]![file]!;
      const { first } = await program.judge(runner, seed, {});
      const { first: found } = await program.judge(runner, seed, { brief: true });
      const timesMs: number[] = [];
      let moments = 0;
      while (timesMs.length < TIMES) {
        const begunMs = performance.now();
        ({ moments: { length: moments } } = await program.foresee(runner, seed, found!.faults!));
        timesMs.push(performance.now() - begunMs);
      }
      const events = first!.shrunk!.from.events.toLocaleString('en');
      rows.push({ name: `when a run of ${events} events was lost, ${moments} moments of 100 futures`, figure: Math.min(...timesMs), unit: 'ms', ...(goal ? { goal: `≤ ${GOAL_MS.toLocaleString('en')}` } : {}) });
    }
    return rows;
  });
}
