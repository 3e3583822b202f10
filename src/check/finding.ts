import type { RunRecord } from '../sim/history.ts';

/** What a check found in a run, with its evidence. */
export interface Finding {
  /** Who, when, what was promised, what happened and why it matters. Never the cure. */
  readonly message: string;
  readonly atUs: number;
  /** Row of the trace that shows it, -1 if the run was not recorded. */
  readonly row: number;
  readonly node?: string;
  /** The method or exported function of the learner's that it is about, where no line of the recording can be named. */
  readonly method?: string;
}

/** Looks for the first thing in a run that must not be. */
export type Check = (run: RunRecord) => Finding | undefined;

/** Virtual time as messages show it: `6.24 s`. */
export function atSeconds(us: number): string {
  return `${Math.round(us / 10_000) / 100} s`;
}

/** A duration as messages show it: `340 ms` below two seconds, else `2.4 s`. */
export function duration(us: number): string {
  return us < 2_000_000 ? `${Math.round(us / 1000)} ms` : `${Math.round(us / 100_000) / 10} s`;
}

/** A share as messages show it: `12 %`, `0.5 %`. */
export const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

/** As at the beginning of a sentence. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
