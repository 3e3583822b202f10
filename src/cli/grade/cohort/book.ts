import { worthOf, type Assignment } from '../../../course/assignment/assignment.ts';
import type { Grade, LessonGrade } from '../grade.ts';
import type { SeedChoice } from '../seeds.ts';

/** The grades of a cohort. Written as JSON: stable. */
export interface Gradebook {
  readonly assignment: string;
  readonly due?: string;
  readonly of: number;
  /** On which seeds: how many a scenario, never which. */
  readonly seeds: { readonly kind: SeedChoice['kind']; readonly count?: number };
  readonly lessons: readonly { readonly lesson: string; readonly number: string; readonly title: string; readonly of: number }[];
  /** By name, each once. */
  readonly submissions: readonly Row[];
}

export interface Row extends Grade {
  readonly name: string;
}

export function gradebook({ title, due, points, lessons }: Assignment, seeds: SeedChoice, submissions: readonly Row[]): Gradebook {
  return {
    assignment: title, ...(due === undefined ? {} : { due: due.text }), of: points,
    seeds: seeds.kind === 'panel' ? { kind: seeds.kind } : { kind: seeds.kind, count: seeds.count },
    lessons: lessons.map(assigned => ({ lesson: assigned.lesson.id, number: assigned.lesson.number, title: assigned.lesson.title, of: worthOf(assigned) })),
    submissions,
  };
}

/** What is to be said of a lesson beside its points; empty where it was passed. */
export function remark({ verdict, scenarios, reason }: LessonGrade): string {
  if (verdict === 'passed') return '';
  if (scenarios.length === 0) return reason === undefined ? WORDS[verdict] ?? verdict : `${WORDS[verdict] ?? verdict}: ${reason}`;
  return `${scenarios.filter(each => each.verdict === 'passed').length} of ${scenarios.length} scenarios`;
}

const WORDS: Readonly<Record<string, string>> = { problems: 'cannot be run', missing: 'not handed in', ungraded: 'not graded' };
