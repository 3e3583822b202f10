import type { VerdictKind } from '../../lab/verdict.ts';

/** A program that has to pass: the solution, an alternative, the blind attempt. */
export interface PassingProof {
  /** Relative to the lesson's folder. */
  readonly file: string;
  readonly ok: boolean;
  /** It was not judged again: its runs are those that were proved. */
  readonly unchanged?: true;
  readonly scenarios: readonly {
    readonly id: string;
    readonly verdict: VerdictKind;
    readonly seeds: number;
    readonly failedSeeds: readonly number[];
    readonly message?: string;
  }[];
}

/** A program that has to be caught: the starter, or a wrong one. */
export interface CaughtProof {
  readonly file: string;
  readonly ok: boolean;
  /** It was not judged again: its runs are those that were proved. */
  readonly unchanged?: true;
  /** Which scenario has to catch it. */
  readonly scenario: string;
  readonly verdict?: VerdictKind;
  readonly seed?: number;
  readonly message?: string;
}

/** What the proof gate finds of a lesson. Printed by `faultlab check --json`. */
export interface LessonProof {
  readonly id: string;
  readonly ok: boolean;
  readonly starter: CaughtProof;
  readonly solution: PassingProof;
  /** With the blind attempt. */
  readonly alternatives: readonly PassingProof[];
  readonly wrong: readonly CaughtProof[];
  /** All that is wrong, in words. */
  readonly problems: readonly string[];
}
