import type { CatalogueLesson, CatalogueScenario } from '../../course/catalogue.ts';
import type { LessonProgress } from '../../course/progress.ts';

/** `passedOlder`: an earlier version of the lesson was passed, this one not yet. */
export type ScenarioState = 'coming' | 'untried' | 'passed' | 'passedOlder' | 'failed';
export type LessonState = ScenarioState | 'started';

export function scenarioState(lesson: CatalogueLesson, scenario: string, progress: LessonProgress): ScenarioState {
  if (!lesson.built) return 'coming';
  const result = progress.versions[lesson.version]?.scenarios[scenario];
  if (result === 'passed') return 'passed';
  const older = Object.entries(progress.versions).some(([version, { scenarios }]) => version !== lesson.version && scenarios[scenario] === 'passed');
  return older ? 'passedOlder' : result ?? 'untried';
}

/** A lesson is passed when one program has passed all its scenarios in one run. */
export function lessonState(lesson: CatalogueLesson, progress: LessonProgress): LessonState {
  if (!lesson.built) return 'coming';
  const results = progress.versions[lesson.version];
  if (results?.passedAt !== undefined) return 'passed';
  if (Object.values(progress.versions).some(({ passedAt }) => passedAt !== undefined)) return 'passedOlder';
  if (lesson.scenarios.some(({ id }) => results?.scenarios[id] === 'failed')) return 'failed';
  return progress.openedAt !== undefined || results !== undefined ? 'started' : 'untried';
}

export function isPassed(lesson: CatalogueLesson, progress: LessonProgress): boolean {
  return ['passed', 'passedOlder'].includes(lessonState(lesson, progress));
}

/** Whether the learner knows what the scenario does: it has failed, or the whole lesson has been passed. */
export function isRevealed({ id, hidden }: CatalogueScenario, progress: LessonProgress): boolean {
  return !hidden || progress.revealed.includes(id) || Object.values(progress.versions).some(({ passedAt }) => passedAt !== undefined);
}

/** A hidden scenario's alias gives way to its id, in words, once it is revealed. */
export function scenarioLabel(scenario: CatalogueScenario, progress: LessonProgress): string {
  return scenario.hidden && isRevealed(scenario, progress) ? inWords(scenario.id) : scenario.label;
}

/** `dark-office`: "Dark office". */
const inWords = (id: string): string => id.charAt(0).toUpperCase() + id.slice(1).replaceAll('-', ' ');

/** `last` first, the others in their order. */
export function lastFirst<T extends { readonly id: string }>(scenarios: readonly T[], last: string | undefined): T[] {
  return [...scenarios.filter(({ id }) => id === last), ...scenarios.filter(({ id }) => id !== last)];
}
