import { creditOf, rounded, worthOf, type AssignedLesson, type Assignment } from '../../course/assignment/assignment.ts';
import type { AttemptProblem, ScenarioVerdict, VerdictKind } from '../../lab/verdict.ts';
import { worst } from '../verdictjson.ts';
import type { LessonResult } from './result.ts';
import { shownExercise } from './submission.ts';

/** What a lesson comes to in a grade: a verdict of its scenarios, or why there is none. */
export type LessonGradeKind = VerdictKind | Exclude<LessonResult['kind'], 'judged'>;

export interface ScenarioGrade extends ScenarioVerdict {
  readonly points: number;
  /** What it is worth; 0 where thresholds count scenarios. */
  readonly of: number;
}

/** These shapes are printed by `faultlab grade --json` and written into the book: stable. */
export interface LessonGrade {
  readonly lesson: string;
  /** The exercise, below the repository. */
  readonly file: string;
  readonly verdict: LessonGradeKind;
  readonly points: number;
  readonly of: number;
  readonly scenarios: readonly ScenarioGrade[];
  readonly problems?: readonly AttemptProblem[];
  readonly reason?: string;
  /** What else the grade is made on, where it is not at hand. */
  readonly private?: { readonly scenarios: number; readonly points: number };
}

export interface Grade {
  readonly points: number;
  readonly of: number;
  /** In the assignment's order. */
  readonly lessons: readonly LessonGrade[];
}

/** The points that results are worth. `resultOf`: of a lesson, by its id. */
export function gradeOf(assignment: Assignment, resultOf: (lesson: string) => LessonResult): Grade {
  const lessons = assignment.lessons.map(assigned => lessonGrade(assigned, resultOf(assigned.lesson.id)));
  return { points: rounded(lessons.reduce((sum, { points }) => sum + points, 0)), of: assignment.points, lessons };
}

export function lessonGrade(assigned: AssignedLesson, result: LessonResult): LessonGrade {
  const head = { lesson: assigned.lesson.id, file: shownExercise(assigned.lesson), ...elsewhere(assigned) };
  if (result.kind !== 'judged') {
    const why = result.kind === 'problems' ? { problems: result.problems } : result.kind === 'missing' ? {} : { reason: result.reason };
    return { ...head, verdict: result.kind, points: 0, of: worthOf(assigned), scenarios: [], ...why };
  }
  const passed = new Set(result.scenarios.filter(({ verdict }) => verdict === 'passed').map(({ id }) => id));
  const scenarios = result.scenarios.map(verdict => scenarioGrade(verdict, assigned));
  return { ...head, verdict: worst(scenarios), points: creditOf(assigned, passed), of: worthOf(assigned), scenarios };
}

function elsewhere({ private: own, extra }: AssignedLesson): Pick<LessonGrade, 'private'> {
  return own?.count === undefined || extra.size > 0 ? {} : { private: { scenarios: own.count, points: own.points } };
}

function scenarioGrade(verdict: ScenarioVerdict, { scenarios, extra }: AssignedLesson): ScenarioGrade {
  const of = rounded((scenarios.get(verdict.id) ?? extra.get(verdict.id))!);
  return { ...verdict, points: verdict.verdict === 'passed' ? of : 0, of };
}
