import type { Lesson, Scenario } from '../course/lesson.ts';
import { outlineOf } from '../course/outline.ts';
import { libraryFor } from '../kits/library.ts';
import type { FaultPlan } from '../sim/index.ts';
import type { Attempt, ExportInfo } from './attempt.ts';
import type { Drain } from './drain.ts';
import { ExploreJob, type Search } from './explore/explorejob.ts';
import { FuturesJob, type Parting } from './futuresjob.ts';
import { LossJob, type FailedRun } from './lossjob.ts';
import type { Programs } from './programs.ts';
import type { Handler } from './recordrun.ts';
import { RecordJob, type RecordedRun } from './recordjob.ts';
import { ScenarioJob } from './scenariojob.ts';
import { TabulateJob } from './tabulatejob.ts';
import { idleProgram, type TwinColumns, type TwinTable, type TwinTexts } from './twins.ts';
import type { AttemptProblem } from './verdict.ts';

/** A lesson as its chunk exports it. */
export interface LessonChunk {
  readonly id: string;
  readonly title: string;
  readonly lesson: Lesson;
  readonly twins: Omit<TwinTexts, 'handsOff'>;
  /** Readable files that the twins may import, by path. */
  readonly given: Readonly<Record<string, string>>;
  /** Version of all that decides how the lesson's runs end. */
  readonly key: string;
}

/** The jobs of one lesson. A table of another version of the lesson is not used. */
export function lessonJobs({ id, title, lesson, twins, given, key }: LessonChunk, table?: TwinTable) {
  const scenarioOf = (name: string): Scenario => lesson.scenarios.find(scenario => scenario.id === name)!;
  const tabulated = (scenario: string): TwinColumns | undefined => (table?.key === key ? table.scenarios[lesson.scenarios.findIndex(({ id }) => id === scenario)] ?? undefined : undefined);
  return {
    scenarios: lesson.scenarios,
    outline: outlineOf(lesson),
    library: libraryFor(() => {}),
    twins: { ...twins, handsOff: idleProgram(lesson.handlers) },
    given,
    missing: (exports: readonly ExportInfo[]) => missing(lesson, exports),
    run: (scenario: string, programs: Programs, runs: { seeds?: readonly number[] | undefined; plan?: FaultPlan | undefined; brief?: boolean | undefined; thorough?: boolean | undefined }, drain: Drain) =>
      new ScenarioJob({ scenario: scenarioOf(scenario), programs, drain, handler: handlerOf(lesson), tabulated: tabulated(scenario), ...runs }),
    lose: (scenario: string, attempt: Attempt, run: FailedRun, drain: Drain) => new LossJob({ scenario: scenarioOf(scenario), attempt, ...run, drain }),
    futures: (scenario: string, attempt: Attempt, run: FailedRun, parting: Parting, drain: Drain) => new FuturesJob({ scenario: scenarioOf(scenario), attempt, ...run, parting, drain }),
    explore: (scenario: string, programs: Programs, search: Search, drain: Drain) =>
      new ExploreJob({ scenario: scenarioOf(scenario), programs, drain, handler: handlerOf(lesson), ...search }),
    tabulate: (scenario: string, twin: Programs['twin'], drain: Drain) => new TabulateJob({ scenario: scenarioOf(scenario), twin, drain }),
    record: (scenario: string, programs: { attempt: Attempt; twin: Programs['twin'] }, run: RecordedRun, drain: Drain) =>
      new RecordJob({ lesson: id, title, picture: lesson.picture, scenario: scenarioOf(scenario), handler: handlerOf(lesson), tabulated: tabulated(scenario), ...run, drain, ...programs }),
  };
}

function handlerOf({ handlers }: Lesson): Handler {
  const [name, { methods }] = Object.entries(handlers)[0]!;
  return methods?.[0] === undefined ? { name } : { name, method: methods[0] };
}

function missing({ handlers }: Lesson, exports: readonly ExportInfo[]): AttemptProblem[] {
  return Object.entries(handlers).flatMap(([name, { kind }]): AttemptProblem[] => {
    const found = exports.find(info => info.name === name);
    if (!found) return [{ message: `the lesson asks for an exported ${kind} named ${name}: export ${kind} ${name}` }];
    if (found.kind === kind || found.kind === 'value') return [];
    return [{ message: `${name} must be a ${kind}, and it is a ${found.kind}`, range: found.range }];
  });
}
