import type { Attempt, ExportInfo, Library } from '../lab/attempt.ts';
import type { Drain } from '../lab/drain.ts';
import type { Job } from '../lab/job.ts';
import type { Recording } from '../lab/recording.ts';
import type { AttemptProblem, ScenarioVerdict } from '../lab/verdict.ts';

/** What a child needs of the lab. */
export interface LabJobs {
  /** Version of engine and lessons. */
  readonly engine: string;
  /** The lesson, or undefined if there is none of that id. */
  lesson(id: string): Promise<LessonJobs | undefined>;
}

export interface LessonJobs {
  readonly scenarios: readonly { readonly id: string; readonly hidden: boolean }[];
  /** What an attempt at this lesson may import. */
  readonly library: Library;
  /** What the lesson's contract finds missing. */
  missing(exports: readonly ExportInfo[]): readonly AttemptProblem[];
  /** `seeds` absent: the scenario's panel. */
  run(scenario: string, attempt: Attempt, seeds: readonly number[] | undefined, drain: Drain): Job<ScenarioVerdict>;
  record(scenario: string, attempt: Attempt, seed: number, drain: Drain): Job<Recording>;
}
