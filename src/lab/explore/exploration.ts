import type { ScenarioVerdict } from '../verdict.ts';

/** In the order in which they are tried where none is named. */
export const STRATEGIES = ['random', 'targeted', 'pct', 'exhaustive'] as const;
export type StrategyName = (typeof STRATEGIES)[number];

/** What an exhaustive search has seen of a seed's space of orders, or of that of some of its operations. */
export interface Space {
  /** Distinct states: what each node was given so far and in which order, and the messages in flight. */
  readonly states: number;
  /** There is no order left that the latencies and faults of the scenario allow. */
  readonly exhausted: boolean;
  /** All orders with at most so many deviations from the drawn one were tried; -1: not even the drawn one. */
  readonly deviations: number;
  /** Absent: all of the run takes part. Else so many of its operations; all orders of `complete` were seen before. */
  readonly scope?: { readonly operations: number; readonly complete: number; readonly of: number };
}

/** What came of exploring one scenario with one strategy. */
export interface Exploration {
  readonly scenario: string;
  readonly strategy: StrategyName;
  /** Seeds whose worlds were looked at. */
  readonly seeds: number;
  readonly runs: number;
  readonly events: number;
  /** Failing runs that the lesson's own solution did not survive either: nobody is asked to. */
  readonly beyond: number;
  /** Why there was nothing to do for the strategy. */
  readonly idle?: string;
  /** Of the exhaustive search, summed over the seeds. */
  readonly space?: Space;
  /** The failing run that was found, told. */
  readonly found?: ScenarioVerdict;
}

/** What can be said of both: the scope is the narrower one. */
export function summed(one: Space, other: Space): Space {
  const [scope] = [one, other].flatMap(space => space.scope ?? []).sort((a, b) => a.complete - b.complete);
  return {
    states: one.states + other.states, exhausted: one.exhausted && other.exhausted, deviations: Math.min(one.deviations, other.deviations),
    ...(scope ? { scope } : {}),
  };
}
