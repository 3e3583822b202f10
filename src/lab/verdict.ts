import type { Bound } from '../course/demands.ts';
import type { FaultPlan } from '../sim/faults.ts';

/** What a run of a lesson's scenarios comes to. These shapes are printed by `faultlab run --json`: stable. */

/** 1-based, end exclusive: the shape of monaco-editor's IRange. */
export interface SourceRange {
  readonly file: string;
  readonly startLineNumber: number;
  readonly startColumn: number;
  readonly endLineNumber: number;
  readonly endColumn: number;
}

/**
 * `error`: the learner's program threw or could not be loaded; `stuck`: it loops, or everybody waits for ever;
 * `unjudged`: fewer seeds were run than a pooled demand needs.
 */
export type VerdictKind = 'passed' | 'failed' | 'error' | 'stuck' | 'unjudged';

export type DemandKind = 'always' | 'final' | 'measure' | 'pooled';

export interface DemandVerdict {
  readonly name: string;
  readonly kind: DemandKind;
  readonly ok: boolean;
  /** The worst run's value (measure) or the panel's (pooled). */
  readonly value?: number;
  readonly limit?: number;
  /** On which side of the limit the value has to be. */
  readonly bound?: Bound['kind'];
  readonly unit?: string;
  /** Share of the runs in which a measure held. */
  readonly share?: number;
  /** Share of the runs in which it has to hold. */
  readonly passShare?: number;
}

/** A failing run, told: for always and final demands a counterexample, for measures an exhibit. */
export interface Counterexample {
  readonly seed: number;
  readonly timeMs: number;
  readonly node?: string;
  /** What happened, to whom, when, and why it matters; never the cure. */
  readonly message: string;
  readonly range?: SourceRange;
  /** The fault plan as sentences; shrunk to what the failure needs. */
  readonly plan: readonly string[];
  /** The same plan as data: with the seed it replays the run. */
  readonly faults?: FaultPlan;
  /** 16 hexadecimal digits. */
  readonly traceHash: string;
  /** What was left out of the run as it was found; absent where nothing was tried. */
  readonly shrunk?: Shrinking;
}

/** What a run consists of, in numbers. */
export interface RunSize {
  readonly events: number;
  readonly faults: number;
  /** Single messages that faults struck. */
  readonly decisions: number;
  readonly operations: number;
  readonly nodes: number;
}

export interface Shrinking {
  readonly from: RunSize;
  readonly to: RunSize;
  /** Runs that it took. */
  readonly runs: number;
  /** Whatever else is left out, the failure vanishes. Else the budget was used up before that was known. */
  readonly minimal: boolean;
  /** What the lesson's world or a check threw where something was left out: that counted as no failure. A fault of the lesson. */
  readonly threw?: string;
}

export interface ScenarioVerdict {
  readonly id: string;
  readonly hidden: boolean;
  readonly verdict: VerdictKind;
  readonly seeds: number;
  /** Seeds that broke a demand, even where the pass share forgives them. */
  readonly failedSeeds: readonly number[];
  readonly demands: readonly DemandVerdict[];
  readonly first?: Counterexample;
  /** Trace hashes of its runs, in the order of their seeds; absent where a run had to be ended. */
  readonly hashes?: readonly string[];
}

export interface LessonVerdict {
  readonly lesson: string;
  readonly file: string;
  readonly verdict: VerdictKind;
  readonly scenarios: readonly ScenarioVerdict[];
  readonly seeds: number;
  readonly durationMs: number;
}

/** A problem that keeps an attempt from being judged at all: syntax, a missing export, a refused construct. */
export interface AttemptProblem {
  readonly message: string;
  readonly range?: SourceRange;
}
