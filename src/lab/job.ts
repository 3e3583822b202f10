import type { Exploration } from './explore/exploration.ts';
import type { Chance, Loss } from './foresight.ts';
import type { Recording } from './recording.ts';
import type { ScenarioVerdict } from './verdict.ts';

/**
 * Work that a host drives: call `turn` from a macrotask until it returns `undefined` no more.
 * Sync drain: call it in a loop for as long as the host can spare. Batch drain: once per macrotask.
 */
export interface Job<Result = ScenarioVerdict | Recording | Loss | Chance | Exploration> {
  /** Does a small piece of work (well under 5 ms unless learner code blocks); the result when finished. */
  turn(): Result | undefined;
  /** Tells the job that a promise of learner code was rejected and nobody handled it (call before the next turn). */
  rejected(reason: unknown): void;
  /** Comes to an end soon, with what there is of a result; absent: there is none before the end. */
  stop?(): void;
  readonly progress: { readonly scenario: string; readonly seed: number; readonly done: number; readonly total: number };
}
