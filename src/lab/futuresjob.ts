import { KeyedDraws } from '../sim/index.ts';
import { chanceOf, type Chance } from './foresight.ts';
import type { Job } from './job.ts';
import type { LossTask } from './lossjob.ts';
import { Run, runAll, type RunOptions } from './run.ts';
import { SteppedJob } from './steppedjob.ts';

/** Where futures part from a run, and what is asked of them. */
export interface Parting {
  /** Name of the `always` or `final` demand that they may break. */
  readonly demand: string;
  readonly fromUs: number;
  /** The faults that are still to come are drawn anew like everything else; otherwise they strike as they did. */
  readonly redrawFaults: boolean;
}

export interface FuturesTask extends LossTask {
  readonly parting: Parting;
}

const FUTURES = 50;

/** Tries futures of a run: everything before an instant stays, what is drawn afterwards is drawn anew. Tells in how many a demand breaks. */
export class FuturesJob extends SteppedJob<Chance> {
  readonly progress: Job['progress'];
  private readonly task: FuturesTask;

  constructor(task: FuturesTask) {
    super();
    this.task = task;
    this.progress = { scenario: task.scenario.id, seed: task.seed, done: 0, total: FUTURES };
  }

  protected *work(): Generator<void, Chance> {
    const { scenario, attempt, seed, plan, drain, parting: { demand, fromUs, redrawFaults } } = this.task;
    const { check } = [...scenario.always, ...scenario.final].find(({ name }) => name === demand)!;
    const makers = Array.from({ length: FUTURES }, (_, index) => {
      const options: RunOptions = { seed, plan, mode: 'explore', future: { fromUs, redrawFaults, seed: futureSeed(seed, index) } };
      return () => new Run(scenario, attempt, options);
    });
    let broken = 0;
    yield* runAll(makers, attempt, drain, this.rejections, run => {
      const { stuck, record } = run.finish();
      if (!stuck && check(record) !== undefined) broken++;
    });
    return chanceOf(broken, FUTURES);
  }
}

/** The same futures at all moments: what differs between two of them is not the luck of the draw. */
const futureSeed = (seed: number, index: number): number => 1 + Math.floor(2 ** 31 * new KeyedDraws(seed, 'futures').at(index));
