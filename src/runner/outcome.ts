import type { LessonOutline } from '../course/outline.ts';
import type { Exploration } from '../lab/explore/exploration.ts';
import type { Foresight, Loss, Tally } from '../lab/foresight.ts';
import type { Recording } from '../lab/recording.ts';
import type { AttemptProblem, ScenarioVerdict, SourceRange } from '../lab/verdict.ts';

/** Why a child had to be ended. */
export interface Stuck {
  readonly scenario: string;
  readonly hidden: boolean;
  /** The run during which it happened. */
  readonly seed: number;
  /** Runs finished before it. */
  readonly done: number;
  readonly reason: 'silent' | 'memory' | 'crashed';
  readonly message: string;
  /** The function of the learner's that was entered last. */
  readonly range?: SourceRange;
}

export type RunOutcome =
  /** Every scenario asked for has its verdict; one that had to be ended from outside has `stuck`, and is the last. */
  | { readonly kind: 'done'; readonly scenarios: readonly ScenarioVerdict[]; readonly durationMs: number; readonly stuck?: Stuck }
  | { readonly kind: 'problems'; readonly problems: readonly AttemptProblem[] }
  | { readonly kind: 'cancelled'; readonly scenarios: readonly ScenarioVerdict[] };

export type RecordOutcome = Made<{ readonly kind: 'recording'; readonly recording: Recording }>;

export type DescribeOutcome = Made<{ readonly kind: 'outline'; readonly outline: LessonOutline }>;

export type LossOutcome = Made<{ readonly kind: 'loss'; readonly loss: Loss }>;

export type FuturesOutcome = Made<{ readonly kind: 'tally'; readonly tally: Tally }>;

export type ForeseeOutcome = Made<{ readonly kind: 'foresight'; readonly foresight: Foresight }>;

export type ExploreOutcome = Made<{ readonly kind: 'exploration'; readonly exploration: Exploration }>;

export type Made<What> =
  | What
  | { readonly kind: 'problems'; readonly problems: readonly AttemptProblem[] }
  | { readonly kind: 'cancelled' }
  /** A run had to be ended from outside. */
  | { readonly kind: 'stuck'; readonly stuck: Stuck };

/** A fault of ours or of the machine, not of the learner's program. */
export class RunnerFailure extends Error {
  override readonly name = 'RunnerFailure';
}

export function stuckVerdict({ scenario, hidden, seed, done, message, range }: Stuck): ScenarioVerdict {
  return {
    id: scenario,
    hidden,
    verdict: 'stuck',
    seeds: done + 1,
    failedSeeds: [seed],
    demands: [],
    first: { seed, timeMs: 0, message, ...(range === undefined ? {} : { range }), plan: [], traceHash: '' },
  };
}
