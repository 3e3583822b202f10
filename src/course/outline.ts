import type { CatalogueScenario } from './catalogue.ts';
import type { Bound } from './demands.ts';
import type { HandlerSpec, Lesson } from './lesson.ts';

/** What is judged by a number. */
export interface LimitOutline {
  readonly name: string;
  readonly unit: string;
  readonly bound: Bound;
}

export interface ScenarioOutline {
  readonly id: string;
  readonly hidden: boolean;
  readonly label: string;
  readonly symptom: string;
  /** Number of seeds of its panel. */
  readonly seeds: number;
  readonly measure: readonly LimitOutline[];
  readonly pooled: readonly LimitOutline[];
}

export interface HandlerOutline {
  readonly name: string;
  readonly kind: HandlerSpec['kind'];
  readonly methods: readonly string[];
}

/** A lesson without its code, as plain data. */
export interface LessonOutline {
  readonly handlers: readonly HandlerOutline[];
  readonly scenarios: readonly ScenarioOutline[];
}

export function outlineOf({ handlers, scenarios }: Lesson): LessonOutline {
  const limit = ({ name, unit, bound }: LimitOutline): LimitOutline => ({ name, unit, bound });
  return {
    handlers: Object.entries(handlers).map(([name, { kind, methods = [] }]) => ({ name, kind, methods: [...methods] })),
    scenarios: scenarios.map(({ id, hidden, label, symptom, seeds, measure, pooled }) => ({ id, hidden, label, symptom, seeds, measure: measure.map(limit), pooled: pooled.map(limit) })),
  };
}

/** As the catalogue has them: a hidden one goes by an alias. */
export function shownScenarios(scenarios: readonly (Pick<ScenarioOutline, 'id' | 'label' | 'hidden' | 'symptom' | 'seeds'> & { readonly pooled: readonly unknown[] })[]): CatalogueScenario[] {
  let hiddenBefore = 0;
  return scenarios.map(({ id, label, hidden, symptom, seeds, pooled }) => ({
    id, label: hidden ? `Hidden scenario ${++hiddenBefore}` : label, hidden, symptom, seeds, pooled: pooled.length > 0,
  }));
}
