import type { Assignment } from '../../../course/assignment/assignment.ts';
import type { CatalogueLesson } from '../../../course/catalogue.ts';
import { counted } from '../../terminal.ts';
import type { Grade, LessonGrade, ScenarioGrade } from '../grade.ts';

/** All that a report is made from. */
export interface Reported {
  readonly assignment: Assignment;
  readonly grade: Grade;
}

/** A grade's lessons with what the catalogue knows of them. */
export function lessonsOf({ assignment, grade }: Reported): { readonly lesson: CatalogueLesson; readonly graded: LessonGrade }[] {
  return grade.lessons.map((graded, index) => ({ lesson: assignment.lessons[index]!.lesson, graded }));
}

/** A hidden scenario that has failed is called by its id, unless it is a private one. */
export function scenarioName({ id, hidden, verdict }: Pick<ScenarioGrade, 'id' | 'hidden' | 'verdict'>, { scenarios }: CatalogueLesson): string {
  const { label, private: own } = scenarios.find(scenario => scenario.id === id) ?? { label: id };
  return hidden && !own && verdict !== 'passed' && verdict !== 'unjudged' ? id : label;
}

/** `7.5 of 10 points`. */
export const pointsOf = ({ points, of }: { readonly points: number; readonly of: number }): string => `${points} of ${counted(of, 'point')}`;

/** What else the grade of a lesson is made on. */
export const privateText = ({ scenarios, points }: NonNullable<LessonGrade['private']>): string =>
  `${counted(scenarios, 'private scenario')}, ${counted(points, 'point')}: only the grade is made on ${scenarios === 1 ? 'it' : 'them'}`;

/** What happened in a scenario that did not pass: the story of one run, or the demands that broke. */
export function scenarioText({ verdict, first, demands }: ScenarioGrade): string {
  const broken = demands.filter(({ ok }) => !ok).map(({ name }) => name);
  return first?.message ?? (broken.length > 0 ? `broken: ${broken.join('; ')}` : verdict);
}

/** Why a lesson has no verdicts. */
export function lessonText({ verdict, file, problems, reason }: LessonGrade): string | undefined {
  if (verdict === 'missing') return `there is no ${file}`;
  if (problems !== undefined) return problems.map(({ message, range }) => (range ? `${range.file}:${range.startLineNumber}:${range.startColumn}: ${message}` : message)).join('\n');
  return reason;
}

/** Without characters that steer terminals or that XML has no place for. */
export const printable = (text: string): string => text.replace(/[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
