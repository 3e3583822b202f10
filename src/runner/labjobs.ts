import type { LessonOutline } from '../course/outline.ts';
import type { PackSource } from '../course/pack/pack.ts';
import type { Attempt, ExportInfo, Library } from '../lab/attempt.ts';
import type { Drain } from '../lab/drain.ts';
import type { Exploration } from '../lab/explore/exploration.ts';
import type { Search } from '../lab/explore/explorejob.ts';
import type { Loss, Tally } from '../lab/foresight.ts';
import type { Parting } from '../lab/futuresjob.ts';
import type { Job } from '../lab/job.ts';
import type { FailedRun } from '../lab/lossjob.ts';
import type { Programs } from '../lab/programs.ts';
import type { Recording } from '../lab/recording.ts';
import type { RecordedRun } from '../lab/recordjob.ts';
import type { TwinTexts } from '../lab/twins.ts';
import type { AttemptProblem, ScenarioVerdict } from '../lab/verdict.ts';
import type { FaultPlan } from '../sim/index.ts';

/** What a child needs of the lab. */
export interface LabJobs {
  /** Version of the engine. */
  readonly engine: string;
  /** The lesson, or undefined if there is none of that id. One of a pack is made of its source; throws `PackRefusal`. */
  lesson(id: string, pack?: PackSource): Promise<LessonJobs | undefined>;
}

/** What is run of a scenario. */
export interface Runs {
  /** Absent: the scenario's panel. */
  readonly seeds?: readonly number[] | undefined;
  /** Instead of the scenario's own faults. */
  readonly plan?: FaultPlan | undefined;
  /** A failure is told as it was found: its plan is not made smaller, its line not looked for. */
  readonly brief?: boolean | undefined;
  /** A failure is made smaller until nothing more can be left out, however long that takes. */
  readonly thorough?: boolean | undefined;
}

export interface LessonJobs {
  readonly scenarios: readonly { readonly id: string; readonly hidden: boolean }[];
  readonly outline: LessonOutline;
  /** What an attempt at this lesson may import. */
  readonly library: Library;
  /** Programs of the lesson's own that its scenarios compare with, as text. */
  readonly twins: TwinTexts;
  /** Files that they may import, by path. */
  readonly given: Readonly<Record<string, string>>;
  /** What the lesson's contract finds missing. */
  missing(exports: readonly ExportInfo[]): readonly AttemptProblem[];
  run(scenario: string, programs: Programs, runs: Runs, drain: Drain): Job<ScenarioVerdict>;
  lose(scenario: string, attempt: Attempt, run: FailedRun, drain: Drain): Job<Loss>;
  futures(scenario: string, attempt: Attempt, run: FailedRun, parting: Parting, drain: Drain): Job<Tally>;
  explore(scenario: string, programs: Programs, search: Search, drain: Drain): Job<Exploration>;
  record(scenario: string, programs: { readonly attempt: Attempt; readonly twin: Programs['twin'] }, run: RecordedRun, drain: Drain): Job<Recording>;
}
