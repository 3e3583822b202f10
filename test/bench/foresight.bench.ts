import { withRunner } from '../../src/cli/lab.ts';
import { dist } from '../cli/faultlab.ts';
import { readFailing, wrongPrograms } from '../lessons/failing.ts';
import type { Row } from './rows.ts';

const LESSON = 'fundamentals/what-makes-it-distributed';
const FILE = 'proof/wrong-reclaim.ts';
const TIMES = 3;
const GOAL_MS = 5_000;

/** When a failing run of more than 2,000 events was lost, in a warm child; the least of some times. Build first. */
export async function rows(): Promise<Row[]> {
  const program = (await wrongPrograms()).get(LESSON)!.find(({ file }) => file === FILE)!;
  const seed = readFailing()[LESSON]![FILE]!;
  return withRunner(dist, async runner => {
    const { first } = await program.judge(runner, seed, {});
    const { first: found } = await program.judge(runner, seed, { brief: true });
    const timesMs: number[] = [];
    let moments = 0;
    while (timesMs.length < TIMES) {
      const begunMs = performance.now();
      ({ moments: { length: moments } } = await program.foresee(runner, seed, found!.faults!));
      timesMs.push(performance.now() - begunMs);
    }
    return [{ name: `when a run of ${first!.shrunk!.from.events.toLocaleString('en')} events was lost, ${moments} moments of 100 futures`, figure: Math.min(...timesMs), unit: 'ms', goal: `≤ ${GOAL_MS.toLocaleString('en')}` }];
  });
}
