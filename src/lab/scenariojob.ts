import { seedsOf } from '../course/panel.ts';
import type { Scenario } from '../course/lesson.ts';
import type { FaultPlan, RunRecord } from '../sim/index.ts';
import type { Attempt } from './attempt.ts';
import { counterexampleOf } from './counterexample.ts';
import type { Drain } from './drain.ts';
import type { Job } from './job.ts';
import { judgePanel, judgeRun, unjudgedRun, Losses, twinKey, type Judged } from './judge.ts';
import type { Programs } from './programs.ts';
import type { Handler } from './recordrun.ts';
import { difference } from './repeat.ts';
import { Run, runAll, type FinishedRun, type RunOptions } from './run.ts';
import { SteppedJob } from './steppedjob.ts';
import { isProgramTwin, twinOptions, Twins, type TwinColumns } from './twins.ts';
import type { Counterexample, ScenarioVerdict, VerdictKind } from './verdict.ts';

export interface ScenarioTask {
  readonly scenario: Scenario;
  readonly programs: Programs;
  readonly drain: Drain;
  readonly handler: Handler;
  /** Absent: the scenario's panel. */
  readonly seeds?: readonly number[] | undefined;
  /** Instead of the scenario's own faults. */
  readonly plan?: FaultPlan | undefined;
  /** A failure is told as it was found: its plan is not made smaller, its line not looked for. */
  readonly brief?: boolean | undefined;
  /** A failure is made smaller until nothing more can be left out, however long that takes. */
  readonly thorough?: boolean | undefined;
  /** What twins reach on the panel, if that was tabulated. */
  readonly tabulated?: TwinColumns | undefined;
}

/** A panel that is lost for certain is not run further than this. */
const ENOUGH_EVENTS = 300_000;

/** Judges a program by one scenario over many seeds. */
export class ScenarioJob extends SteppedJob<ScenarioVerdict> {
  progress: Job['progress'];
  private readonly task: ScenarioTask;
  private readonly seeds: readonly number[];
  private readonly twins: Twins;

  constructor(task: ScenarioTask) {
    super();
    this.task = task;
    this.seeds = task.seeds ?? seedsOf(task.scenario.seeds);
    this.twins = new Twins(task.scenario, task.plan ? undefined : task.tabulated);
    this.progress = { scenario: task.scenario.id, seed: this.seeds[0] ?? 0, done: 0, total: this.seeds.length };
  }

  protected *work(): Generator<void, ScenarioVerdict> {
    const { scenario, drain, seeds } = { ...this.task, seeds: this.seeds };
    const judged: Judged[] = [];
    const losses = new Losses(scenario);
    let events = 0;
    while (judged.length < seeds.length) {
      const latest = yield* this.judgeSeeds(seeds.slice(judged.length, judged.length + (drain.kind === 'sync' ? 1 : drain.worlds)));
      for (const each of latest) {
        judged.push(each);
        losses.add(each);
        events += each.run.events;
      }
      this.progress = { ...this.progress, done: judged.length };
      if (latest.some(({ run }) => isHalted(run)) || (events > ENOUGH_EVENTS && losses.areCertain(seeds.length))) break;
    }
    const panel = judgePanel(scenario, judged, this.twins.pooled(seeds));
    const halted = judged.find(({ run }) => isHalted(run));
    const unjudged = scenario.pooled.length > 0 && seeds.length < scenario.seeds;
    const brokenKind = panel.broken?.demand.kind;
    const failed = panel.broken !== undefined && !(unjudged && brokenKind === 'pooled');
    const run = (options: RunOptions, attempt = this.task.programs.explore) => this.one(options, attempt);
    const differing = halted ? undefined : yield* this.differing([...failed ? [panel.broken!.exhibits[0]?.judged] : [], ...seeds.length > 1 ? [judged[0]] : []]);
    if (differing) return { id: scenario.id, hidden: scenario.hidden, verdict: 'error', seeds: judged.length, demands: [], failedSeeds: [differing.seed], first: differing };
    const told = halted || failed ? yield* counterexampleOf({ ...this.task, brief: this.task.brief === true, thorough: this.task.thorough === true, judged, panel, halted, run }) : undefined;
    const verdict: VerdictKind = told?.verdict ?? (unjudged ? 'unjudged' : 'passed');
    return {
      id: scenario.id, hidden: scenario.hidden, verdict, seeds: judged.length, demands: halted ? [] : panel.demands,
      failedSeeds: halted ? [halted.run.seed] : panel.failedSeeds, ...(told ? { first: told.first } : {}), ...(halted ? {} : { hashes: judged.map(({ run }) => run.hash) }),
    };
  }

  /** Runs some runs once more: that of a failure, the first of a panel. Tells of one that does not run the same way twice. */
  private *differing(some: readonly (Judged | undefined)[]): Generator<void, Counterexample | undefined> {
    const { brief, scenario, programs: { explore, record } } = this.task;
    if (brief || !record) return undefined;
    const demands = [...scenario.always, ...scenario.final];
    for (const judged of new Set(some)) {
      if (!judged) continue;
      const { always, final, run: { seed, plan, hash } } = judged;
      const again = yield* this.one({ seed, mode: 'explore', plan }, explore);
      const alike = again.hash === hash && [...always, ...final].every((finding, index) => finding?.message === demands[index]!.check(again.record)?.message);
      if (!alike) return yield* difference({ ...this.task, attempt: record(), seed, plan });
    }
    return undefined;
  }

  private *judgeSeeds(seeds: readonly number[]): Generator<void, Judged[]> {
    const { scenario, programs, plan } = this.task;
    const own = yield* this.all(seeds.map(seed => ({ seed, mode: 'explore', plan, note: plan?.only !== undefined })), programs.explore);
    const records = new Map<string, readonly RunRecord[]>();
    for (const twin of plan?.only || own.some(({ stuck }) => stuck) ? [] : this.twins.toRun(seeds, this.seeds)) {
      const attempt = isProgramTwin(twin) ? programs.twin(twin.kind) : programs.explore;
      const runs = yield* this.all(seeds.map(seed => twinOptions(twin, seed, plan)), attempt);
      records.set(twinKey(twin), runs.map(({ record }) => record));
    }
    return own.map((run, index) => isHalted(run)
      ? unjudgedRun(scenario, run)
      : judgeRun(scenario, run, {
        records: new Map([...records].map(([twin, runs]) => [twin, runs[index]!])),
        tabulated: measure => this.twins.measure(measure, run.seed),
      }));
  }

  private *all(options: readonly RunOptions[], attempt: Programs['explore']): Generator<void, FinishedRun[]> {
    const { scenario, drain } = this.task;
    const finished: FinishedRun[] = [];
    const makers = options.map(each => () => {
      this.progress = { ...this.progress, seed: each.seed };
      return new Run(scenario, attempt, each);
    });
    yield* runAll(makers, attempt, drain, this.rejections, run => finished.push(run.finish()));
    return finished;
  }

  private *one(options: RunOptions, attempt: Attempt): Generator<void, FinishedRun> {
    return (yield* this.all([options], attempt))[0]!;
  }
}

/** It was ended before its time, and nothing in it can be judged. */
const isHalted = ({ stuck, fatal }: Pick<FinishedRun, 'stuck' | 'fatal'>): boolean => stuck !== undefined || fatal?.unprovoked === true;
