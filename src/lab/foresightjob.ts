import type { Check, Finding } from '../check/finding.ts';
import type { Scenario } from '../course/lesson.ts';
import { KeyedDraws, type FaultPlan } from '../sim/index.ts';
import type { Attempt } from './attempt.ts';
import type { Drain } from './drain.ts';
import { chanceOf, findJump, jumpOf, type Foresight, type Moment } from './foresight.ts';
import type { Job } from './job.ts';
import { Run, runAll, type FinishedRun, type RunOptions } from './run.ts';

export interface ForesightTask {
  readonly scenario: Scenario;
  readonly attempt: Attempt;
  readonly seed: number;
  /** Instead of the scenario's own faults. */
  readonly plan?: FaultPlan | undefined;
  readonly drain: Drain;
}

const FUTURES = 50;
const MOST_MOMENTS = 64;

/** Looks for the moment at which a failing run was lost. The result has no moments where no `always` or `final` demand is broken. */
export class ForesightJob implements Job<Foresight> {
  progress: Job['progress'];
  private readonly task: ForesightTask;
  private readonly steps: Generator<void, Foresight>;
  private rejections: unknown[] = [];

  constructor(task: ForesightTask) {
    this.task = task;
    this.progress = { scenario: task.scenario.id, seed: task.seed, done: 0, total: MOST_MOMENTS };
    this.steps = this.work();
  }

  turn(): Foresight | undefined {
    const { done, value } = this.steps.next();
    return done ? value : undefined;
  }

  rejected(reason: unknown): void {
    this.rejections.push(reason);
  }

  private *work(): Generator<void, Foresight> {
    const { seed, plan } = this.task;
    const [recorded] = yield* this.runs([{ seed, plan, mode: 'record' }]);
    const broken = recorded!.run.stuck ? undefined : this.firstBroken(recorded!.run);
    if (!broken) return { demand: '', brokenUs: 0, moments: [] };
    const instantsUs = instantsUntil(recorded!.timesUs, broken.finding.atUs);
    const job = this;
    const seen = yield* findJump({
      instants: instantsUs.length, mostMoments: MOST_MOMENTS,
      *look(position) {
        const at = yield* job.futures(instantsUs[position]!, broken.check);
        job.progress = { ...job.progress, done: job.progress.done + 1 };
        return at;
      },
    });
    const lost = jumpOf(seen, instantsUs);
    return {
      demand: broken.name, brokenUs: broken.finding.atUs,
      moments: seen.map(([position, chances]): Moment => ({ atUs: instantsUs[position]!, ...chances })),
      ...(lost ? { lost } : {}),
    };
  }

  /** The demand that was broken first. */
  private firstBroken({ record }: FinishedRun): { readonly name: string; readonly check: Check; readonly finding: Finding } | undefined {
    const { always, final } = this.task.scenario;
    const found = [...always, ...final].flatMap(({ name, check }) => {
      const finding = check(record);
      return finding ? [{ name, check, finding }] : [];
    });
    return found.sort((a, b) => a.finding.atUs - b.finding.atUs)[0];
  }

  private *futures(fromUs: number, check: Check): Generator<void, Pick<Moment, 'kept' | 'redrawn'>> {
    const { seed, plan } = this.task;
    const options = (redrawFaults: boolean) => Array.from({ length: FUTURES }, (_, index): RunOptions =>
      ({ seed, plan, mode: 'explore', future: { fromUs, redrawFaults, seed: futureSeed(seed, index) } }));
    const chance = function* (job: ForesightJob, redrawFaults: boolean) {
      const runs = yield* job.runs(options(redrawFaults));
      return chanceOf(runs.filter(({ run }) => !run.stuck && check(run.record) !== undefined).length, runs.length);
    };
    return { kept: yield* chance(this, false), redrawn: yield* chance(this, true) };
  }

  private *runs(options: readonly RunOptions[]): Generator<void, { readonly run: FinishedRun; readonly timesUs: ArrayLike<number> }[]> {
    const { scenario, attempt, drain } = this.task;
    const finished: { run: FinishedRun; timesUs: ArrayLike<number> }[] = [];
    const makers = options.map(each => () => new Run(scenario, attempt, each));
    yield* runAll(makers, attempt, drain, { take: () => this.rejections.splice(0) }, run => {
      finished.push({ run: run.finish(), timesUs: run.world.trace?.finish([]).timeUs ?? [] });
    });
    return finished;
  }
}

/** The same futures at all moments: what differs between two of them is not the luck of the draw. */
const futureSeed = (seed: number, index: number): number => 1 + Math.floor(2 ** 31 * new KeyedDraws(seed, 'futures').at(index));

/** Each instant at which something happened, and one after the last. */
function instantsUntil(timesUs: ArrayLike<number>, untilUs: number): number[] {
  const instants = [0];
  for (let row = 0; row < timesUs.length && timesUs[row]! <= untilUs; row++) if (timesUs[row] !== instants.at(-1)) instants.push(timesUs[row]!);
  instants.push(instants.at(-1)! + 1);
  return instants;
}
