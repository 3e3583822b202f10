import type { Check } from '../check/finding.ts';
import { FaultAuthor } from '../course/faultauthor.ts';
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

interface Future {
  readonly number: number;
  readonly broken: boolean;
  /** No fault was to come that could be drawn anew. */
  readonly faultsAreOver: boolean;
}

/**
 * Tries futures of a run: everything before an instant stays, what is drawn afterwards is drawn anew. Each is tried twice:
 * the faults that are still to come strike as they did, or are drawn anew like everything else. Where none is to come that is the same.
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
    const kept = yield* this.tried(this.task.parting.futures, false);
    const alike = kept.filter(({ faultsAreOver }) => faultsAreOver);
    const redrawn = yield* this.tried(kept.filter(future => !alike.includes(future)).map(({ number }) => number), true);
    const broken = (futures: readonly Future[]): number => futures.filter(future => future.broken).length;
    return { kept: broken(kept), redrawn: broken([...redrawn, ...alike]) };
  }

  private *tried(futures: readonly number[], redrawFaults: boolean): Generator<void, Future[]> {
    const { task, task: { scenario, attempt, drain, parting } } = this;
    const always = scenario.always.find(({ name }) => name === parting.demand);
    const { check } = always ?? scenario.final.find(({ name }) => name === parting.demand)!;
    const tried: Future[] = [];
    const makers = futures.map(number => () => new FutureRun(task, number, redrawFaults, always && check));
    yield* runAll(makers, attempt, drain, this.rejections, run => {
      const { stuck, record } = run.finish();
      const { number, faultsAreOver } = run;
      tried.push({ number, broken: !stuck && check(record) !== undefined, faultsAreOver });
    });
    return tried;
  }
}

/** How much longer than until the last look a future is run before it is looked at again. */
const LOOK_EVERY = 1.5;

/** Ends as soon as it has broken what has to hold always. */
class FutureRun extends Run {
  readonly number: number;
  faultsAreOver = false;
  private readonly always: Check | undefined;
  private nextLookUs: number;

  constructor({ scenario, attempt, seed, plan, parting: { fromUs, brokenUs } }: FuturesTask, number: number, redrawFaults: boolean, always: Check | undefined) {
    super(scenario, attempt, { seed, plan, mode: 'explore', future: { fromUs, redrawFaults, seed: futureSeed(seed, number) } });
    this.number = number;
    this.always = always;
    this.nextLookUs = brokenUs;
    const { world } = this;
    if (!redrawFaults) world.at(fromUs, () => { this.faultsAreOver = world.faults.isOver(scenario.faults(new FaultAuthor(world))); });
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
