import { scenario, type Scenario, type ScenarioSpec } from './lesson.ts';

/** The lesson that an assignment's private scenarios are added to. */
export interface ExtendedLesson {
  /** One of its scenarios: by its id, or `hidden-1`, `hidden-2`, … Throws where there is none. */
  scenario(name: string): Scenario;
}

export type ExtraScenarios = (lesson: ExtendedLesson) => readonly Scenario[];

/** What the `scenarios.ts` of private scenarios exports by default. */
export const extraScenarios = (make: ExtraScenarios): ExtraScenarios => make;

/**
 * A hidden scenario with the world, faults and demands of `original`, but for what `changes` says; a list stands in the place
 * of the original's. Reports call it by its label, if it is given one, and tell nothing else.
 */
export function variant(original: Scenario, id: string, { limit, ...changes }: Partial<Omit<ScenarioSpec, 'visible'>>): Scenario {
  const { symptom, passShare, seeds, limits, world, always, final, measure, pooled } = original;
  return scenario(id, {
    symptom, passShare, world, always, final, measure, pooled, panel: { visible: seeds, hidden: seeds }, faults: author => original.faults(author),
    ...changes, limit: { ...limits, ...limit },
  });
}
