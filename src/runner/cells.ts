import type { Checkpoint } from '../lab/compile/program.ts';

/**
 * Cells of memory, shared with a watchdog where there is one: the step meter's two, a beat, whether a request is being worked on, and the run that is
 * under way: its seed's low and high half and how many were finished before.
 */
export const Cell = { fuel: 0, lastFunction: 1, beat: 2, busy: 3, seedLow: 4, seedHigh: 5, done: 6 } as const;
export const CELLS = 7;

export interface Watchdog {
  readonly cells: Int32Array;
  /** The program that runs from now on. */
  watch(checkpoints: readonly Checkpoint[]): void;
}
