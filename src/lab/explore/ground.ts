import type { Scenario } from '../../course/lesson.ts';
import type { FaultPlan } from '../../sim/index.ts';
import type { Attempt } from '../attempt.ts';
import type { Drain } from '../drain.ts';
import type { Handler } from '../recordrun.ts';
import type { Programs } from '../programs.ts';
import { Run, runAll, type FinishedRun, type Rejections, type RunOptions } from '../run.ts';

export interface ExploreTask {
  readonly scenario: Scenario;
  readonly programs: Programs;
  readonly drain: Drain;
  readonly handler: Handler;
}

/** Where strategies try their plans: runs the learner's program, counts the runs and judges them. */
export class Ground {
  readonly task: ExploreTask;
  /** Runs of one seed, at most, for strategies without an end of their own. */
  readonly mostRuns: number;
  runs = 0;
  events = 0;
  /** Failing runs that the lesson's solution does not survive either. */
  beyond = 0;
  /** Nobody waits for more. */
  stopped = false;
  private readonly rejections: Rejections;

  constructor(task: ExploreTask, rejections: Rejections, mostRuns = Infinity) {
    this.task = task;
    this.rejections = rejections;
    this.mostRuns = mostRuns;
  }

  get scenario(): Scenario {
    return this.task.scenario;
  }

  /** Runs the program. Returns the plan if the run shows a failure that the lesson's solution avoids. */
  *breaks(options: Omit<RunOptions, 'mode'>): Generator<void, FaultPlan | undefined> {
    const run = yield* this.watch(() => new Run(this.scenario, this.task.programs.explore, { ...options, mode: 'explore' }));
    return yield* this.confirm(run.finish());
  }

  /** Runs the program in a run of any making. */
  *watch<R extends Run>(make: () => R): Generator<void, R> {
    const run = yield* this.carryOut(make, this.task.programs.explore);
    this.runs++;
    this.events += run.world.events;
    return run;
  }

  /** The plan of a run that shows a failure which the lesson's solution avoids. */
  *confirm(run: FinishedRun): Generator<void, FaultPlan | undefined> {
    if (!this.isBroken(run)) return undefined;
    const { seed, plan } = run;
    const solution = this.task.programs.twin('reference');
    const other = yield* this.carryOut(() => new Run(this.scenario, solution, { seed, plan, mode: 'explore' }), solution);
    if (!this.isBroken(other.finish())) return plan;
    this.beyond++;
    return undefined;
  }

  /** Without counting it. */
  *carryOut<R extends Run>(make: () => R, attempt: Attempt): Generator<void, R> {
    let finished: R | undefined;
    yield* runAll([make], attempt, this.task.drain, this.rejections, run => { finished = run; });
    return finished!;
  }

  /** What one run can show by itself: it could not go on, or an `always` or `final` demand is not met. */
  isBroken({ stuck, fatal, record }: FinishedRun): boolean {
    const { always, final } = this.scenario;
    return stuck !== undefined || fatal?.unprovoked === true || [...always, ...final].some(({ check }) => check(record) !== undefined);
  }
}
