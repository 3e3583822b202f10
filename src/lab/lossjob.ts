import type { Scenario } from '../course/lesson.ts';
import type { FaultPlan } from '../sim/index.ts';
import type { Attempt } from './attempt.ts';
import type { Drain } from './drain.ts';
import type { Loss } from './foresight.ts';
import type { Job } from './job.ts';
import { Run, runAll, type FinishedRun } from './run.ts';
import { SteppedJob } from './steppedjob.ts';

export interface FailedRun {
  readonly seed: number;
  /** Instead of the scenario's own faults. */
  readonly plan?: FaultPlan | undefined;
}

export interface LossTask extends FailedRun {
  readonly scenario: Scenario;
  readonly attempt: Attempt;
  readonly drain: Drain;
}

/** Finds out what broke in a run first, and where it could still have gone otherwise. */
export class LossJob extends SteppedJob<Loss> {
  readonly progress: Job['progress'];
  private readonly task: LossTask;

  constructor(task: LossTask) {
    super();
    this.task = task;
    this.progress = { scenario: task.scenario.id, seed: task.seed, done: 0, total: 1 };
  }

  protected *work(): Generator<void, Loss> {
    const { scenario, attempt, seed, plan, drain } = this.task;
    let found: { readonly run: FinishedRun; readonly timesUs: ArrayLike<number> } | undefined;
    yield* runAll([() => new Run(scenario, attempt, { seed, plan, mode: 'record' })], attempt, drain, this.rejections, run => {
      found = { run: run.finish(), timesUs: run.world.trace!.finish([]).timeUs };
    });
    const broken = found!.run.stuck ? undefined : firstBroken(scenario, found!.run);
    return broken ? { ...broken, instantsUs: instantsUntil(found!.timesUs, broken.brokenUs) } : { demand: '', brokenUs: 0, instantsUs: [] };
  }
}

/** The `always` or `final` demand that was broken first. */
function firstBroken({ always, final }: Scenario, { record }: FinishedRun): Pick<Loss, 'demand' | 'brokenUs'> | undefined {
  const found = [...always, ...final].flatMap(({ name, check }) => {
    const finding = check(record);
    return finding ? [{ demand: name, brokenUs: finding.atUs }] : [];
  });
  return found.sort((a, b) => a.brokenUs - b.brokenUs)[0];
}

/** Each instant at which something happened, and one after the last. */
function instantsUntil(timesUs: ArrayLike<number>, untilUs: number): number[] {
  const instants = [0];
  for (let row = 0; row < timesUs.length && timesUs[row]! <= untilUs; row++) if (timesUs[row] !== instants.at(-1)) instants.push(timesUs[row]!);
  instants.push(instants.at(-1)! + 1);
  return instants;
}
