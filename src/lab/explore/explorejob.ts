import type { FaultPlan } from '../../sim/index.ts';
import { counterexampleOf } from '../counterexample.ts';
import type { Job } from '../job.ts';
import { judgePanel, judgeRun } from '../judge.ts';
import { Run, type FinishedRun, type RunOptions } from '../run.ts';
import { SteppedJob } from '../steppedjob.ts';
import type { ScenarioVerdict } from '../verdict.ts';
import { summed, type Exploration, type Space, type StrategyName } from './exploration.ts';
import { Ground, type ExploreTask } from './ground.ts';
import { strategies } from './strategies.ts';

/** What is looked for, and how far. */
export interface Search {
  readonly strategy: StrategyName;
  readonly seeds: readonly number[];
  /** At most so many runs of each seed, where the strategy has no end of its own. */
  readonly runs?: number | undefined;
}

/** Looks for a failing run of one scenario with one strategy, seed by seed, until there is one. */
export class ExploreJob extends SteppedJob<Exploration> {
  private readonly task: ExploreTask & Search;
  private readonly ground: Ground;
  private seed: number;

  /** Demands about many runs are left out: one run cannot break them. */
  constructor(task: ExploreTask & Search) {
    super();
    this.task = { ...task, scenario: { ...task.scenario, measure: [], pooled: [] } };
    this.ground = new Ground(this.task, this.rejections, task.runs);
    this.seed = task.seeds[0] ?? 0;
  }

  get progress(): Job['progress'] {
    const { seed, ground, task } = this;
    return { scenario: task.scenario.id, seed, done: ground.runs, total: 0 };
  }

  /** The next turns come to an end, with what was seen until now. */
  stop(): void {
    this.ground.stopped = true;
  }

  protected *work(): Generator<void, Exploration> {
    const { ground, task: { scenario, strategy, seeds } } = this;
    let looked = 0;
    let space: Space | undefined;
    let idle: string | undefined;
    let plan: FaultPlan | undefined;
    for (this.seed of seeds) {
      if (ground.stopped) break;
      const sought = yield* strategies[strategy](ground, this.seed);
      if (sought.space) space = space ? summed(space, sought.space) : sought.space;
      ({ plan, idle } = sought);
      if (idle !== undefined) break;
      looked++;
      if (plan) break;
    }
    const { runs, events, beyond } = ground;
    const found = plan && (yield* this.tell(plan));
    return {
      scenario: scenario.id, strategy, seeds: looked, runs, events, beyond,
      ...(idle === undefined ? {} : { idle }), ...(space ? { space } : {}), ...(found ? { found } : {}),
    };
  }

  private *tell(plan: FaultPlan): Generator<void, ScenarioVerdict> {
    const { ground, seed, task: { scenario, programs } } = this;
    const run = function* (options: RunOptions, attempt = programs.explore): Generator<void, FinishedRun> {
      return (yield* ground.carryOut(() => new Run(scenario, attempt, options), attempt)).finish();
    };
    const finished = yield* run({ seed, mode: 'explore', plan });
    const halted = finished.stuck !== undefined || finished.fatal?.unprovoked === true;
    const judged = [judgeRun(scenario, finished, { records: new Map(), tabulated: () => undefined })];
    const panel = judgePanel(scenario, judged);
    const told = yield* counterexampleOf({ ...this.task, brief: false, thorough: false, judged, panel, halted: halted ? judged[0] : undefined, run });
    return { id: scenario.id, hidden: scenario.hidden, verdict: told.verdict, seeds: 1, failedSeeds: [seed], demands: halted ? [] : panel.demands, first: told.first };
  }
}
