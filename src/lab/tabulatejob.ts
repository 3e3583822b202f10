import type { Scenario } from '../course/lesson.ts';
import { seedsOf } from '../course/panel.ts';
import type { Drain } from './drain.ts';
import type { Job } from './job.ts';
import type { Programs } from './programs.ts';
import { Run, runAll, type FinishedRun } from './run.ts';
import { SteppedJob } from './steppedjob.ts';
import { isProgramTwin, type ProgramTwin, type TwinColumns } from './twins.ts';

export interface TabulateTask {
  readonly scenario: Scenario;
  readonly twin: Programs['twin'];
  readonly drain: Drain;
}

/** Runs those twins of a scenario whose runs do not depend on the learner, on its panel. */
export class TabulateJob extends SteppedJob<TwinColumns> {
  readonly progress: Job['progress'];
  private readonly task: TabulateTask;

  constructor(task: TabulateTask) {
    super();
    this.task = task;
    const { id, seeds } = task.scenario;
    this.progress = { scenario: id, seed: 1, done: 0, total: seeds };
  }

  protected *work(): Generator<void, TwinColumns> {
    const { scenario, twin, drain } = this.task;
    const { measure, pooled, seeds } = scenario;
    const columns = { measure: measure.map((): (number | null)[] | null => null), pooled: pooled.map((): number | null => null) };
    for (const kind of programTwinsOf(scenario)) {
      const attempt = twin(kind);
      const runs: FinishedRun[] = [];
      const makers = seedsOf(seeds).map(seed => () => new Run(scenario, attempt, { seed, mode: 'explore' }));
      yield* runAll(makers, attempt, drain, this.rejections, run => runs.push(run.finish()));
      // A twin that gets stuck is left to the run that needs it, which tells of it.
      if (runs.some(({ stuck }) => stuck)) continue;
      measure.forEach(({ of, twin: asked }, index) => {
        if (asked?.kind === kind) columns.measure[index] = finite(runs.map(({ record }) => of(record)?.value ?? null));
      });
      pooled.forEach(({ of, reduce, twin: asked }, index) => {
        if (asked?.kind !== kind) return;
        const [value] = finite([reduce(runs.flatMap(({ record }) => of(record).values))]) ?? [null];
        columns.pooled[index] = value!;
      });
    }
    return columns;
  }
}

/** JSON knows no other numbers: those columns are not kept. */
const finite = <T extends number | null>(values: T[]): T[] | null => (values.every(value => value === null || Number.isFinite(value)) ? values : null);

export function programTwinsOf({ measure, pooled }: Scenario): ProgramTwin[] {
  return [...new Set([...measure, ...pooled].flatMap(({ twin }) => (isProgramTwin(twin) ? [twin.kind] : [])))];
}
