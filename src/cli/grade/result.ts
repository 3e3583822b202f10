import type { AttemptProblem, ScenarioVerdict } from '../../lab/verdict.ts';

/** What a program comes to in a lesson. No time, no place of a machine: the same everywhere. */
export type LessonResult =
  /** In the lesson's order. */
  | { readonly kind: 'judged'; readonly scenarios: readonly ScenarioVerdict[] }
  /** The program cannot be run. */
  | { readonly kind: 'problems'; readonly problems: readonly AttemptProblem[] }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly reason: string }
  /** The grader itself failed; grading again may help. */
  | { readonly kind: 'ungraded'; readonly reason: string };

/**
 * A verdict without anything that secret seeds could be learned from: which scenario, how it ended and which demands broke.
 * Messages, places and values go, for a program can put into them what it saw.
 */
export function withoutSecrets({ id, hidden, verdict, demands }: ScenarioVerdict, count: number): ScenarioVerdict {
  return { id, hidden, verdict, seeds: count, failedSeeds: [], demands: demands.map(({ name, kind, ok }) => ({ name, kind, ok })) };
}

/** A verdict of a private scenario: how it ended, and nothing of what it holds. */
export const withoutContents = (verdict: ScenarioVerdict): ScenarioVerdict => ({ ...withoutSecrets(verdict, verdict.seeds), demands: [] });
