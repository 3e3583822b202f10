import type { Demand } from '../course/demands.ts';
import { KeyedDraws } from '../sim/index.ts';
import type { Tally } from './foresight.ts';
import type { Job } from './job.ts';
import type { LossTask } from './lossjob.ts';
import { Run, runAll } from './run.ts';
import { SteppedJob } from './steppedjob.ts';

/** Where futures part from a run, and what is asked of them. */
export interface Parting {
  /** Name of the `always` or `final` demand that they may break. */
  readonly demand: string;
  /** When the run broke it. */
  readonly brokenUs: number;
  readonly fromUs: number;
  /** Which futures, by number: the same one at all moments draws the same, so that two of them do not differ by luck. */
  readonly futures: readonly number[];
}

export interface FuturesTask extends LossTask {
  readonly parting: Parting;
}

/**
 * Tries futures of a run: everything before an instant stays, what is drawn afterwards is drawn anew. Each is tried twice:
 * the faults that are still to come strike as they did, or are drawn anew like everything else.
 */
export class FuturesJob extends SteppedJob<Tally> {
  readonly progress: Job['progress'];
  private readonly task: FuturesTask;

  constructor(task: FuturesTask) {
    super();
    this.task = task;
    this.progress = { scenario: task.scenario.id, seed: task.seed, done: 0, total: task.parting.futures.length };
  }

  protected *work(): Generator<void, Tally> {
    const { task, task: { scenario, attempt, drain, parting: { demand, futures } } } = this;
    const isAlways = scenario.always.some(({ name }) => name === demand);
    const { check } = [...scenario.always, ...scenario.final].find(({ name }) => name === demand)!;
    const tally = { kept: 0, redrawn: 0 };
    const makers = futures.flatMap(number => (['kept', 'redrawn'] as const).map(faults => () => new FutureRun(task, number, faults, isAlways ? check : undefined)));
    yield* runAll(makers, attempt, drain, this.rejections, run => {
      const { stuck, record } = run.finish();
      if (!stuck && check(record) !== undefined) tally[run.faults]++;
    });
    return tally;
  }
}

/** How much longer than until the last look a future is run before it is looked at again. */
const LOOK_EVERY = 1.5;

/** Ends as soon as it has broken what has to hold always. */
class FutureRun extends Run {
  readonly faults: keyof Tally;
  private readonly always: Demand['check'] | undefined;
  private nextLookUs: number;

  constructor({ scenario, attempt, seed, plan, parting: { fromUs, brokenUs } }: FuturesTask, number: number, faults: keyof Tally, always: Demand['check'] | undefined) {
    super(scenario, attempt, { seed, plan, mode: 'explore', future: { fromUs, redrawFaults: faults === 'redrawn', seed: futureSeed(seed, number) } });
    this.faults = faults;
    this.always = always;
    this.nextLookUs = brokenUs;
  }

  protected override next(): boolean {
    const { world, always } = this;
    if (always && world.nowUs > this.nextLookUs) {
      this.nextLookUs = LOOK_EVERY * world.nowUs;
      if (always(world.history.finish()) !== undefined) return false;
    }
    return super.next();
  }
}

const futureSeed = (seed: number, number: number): number => 1 + Math.floor(2 ** 31 * new KeyedDraws(seed, 'futures').at(number));
