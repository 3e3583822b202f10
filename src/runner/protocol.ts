import type { LessonOutline } from '../course/outline.ts';
import type { PackSource } from '../course/pack/pack.ts';
import type { TwinRun } from '../course/demands.ts';
import type { FaultPlan } from '../sim/faults.ts';
import type { AttemptProblem, ScenarioVerdict, SourceRange } from '../lab/verdict.ts';
import type { Exploration, StrategyName } from '../lab/explore/exploration.ts';
import type { Loss, Tally } from '../lab/foresight.ts';
import type { Parting } from '../lab/futuresjob.ts';
import type { Recording } from '../lab/recording.ts';

/** A learner's program as text: the entry file and the files it may import, by path relative to the entry's folder. */
export interface AttemptSource {
  /** Where the learner sees the entry file (path or URI text): used for positions and `//# sourceURL`. */
  readonly file: string;
  /** `exercise.ts`, and relative siblings such as `backoff.ts`. */
  readonly entry: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Judge a program by one scenario. */
export interface RunRequest {
  readonly kind: 'run';
  readonly id: number;
  readonly lesson: string;
  /** Where the lesson comes from, if it is one of a pack. */
  readonly pack?: PackSource;
  readonly source: AttemptSource;
  readonly scenario: string;
  /** Exactly these seeds; absent: the scenario's panel. */
  readonly seeds?: readonly number[];
  /** Instead of the scenario's own faults; for the replay of a counterexample. */
  readonly plan?: FaultPlan;
  /** A failure is told as it was found: its plan is not made smaller, its line not looked for. */
  readonly brief?: boolean;
  /** A failure is made smaller until nothing more can be left out, however long that takes. */
  readonly thorough?: boolean;
  /**
   * Something went wrong here before, and it is to be found out in which run: so many are known to end, those after them
   * are done one at a time, each told before it begins.
   */
  readonly careful?: number;
}

/** Record one run of one scenario. */
export interface RecordRequest {
  readonly kind: 'record';
  readonly id: number;
  readonly lesson: string;
  /** Where the lesson comes from, if it is one of a pack. */
  readonly pack?: PackSource;
  readonly source: AttemptSource;
  readonly scenario: string;
  readonly seed: number;
  /** Instead of the scenario's own faults; for the replay of a counterexample. */
  readonly plan?: FaultPlan;
  /** The run beside this one: of another program, or without faults. */
  readonly twin?: TwinRun;
}

/** What broke in a failing run, and where could it have gone otherwise? */
export interface LossRequest {
  readonly kind: 'loss';
  readonly id: number;
  readonly lesson: string;
  /** Where the lesson comes from, if it is one of a pack. */
  readonly pack?: PackSource;
  readonly source: AttemptSource;
  readonly scenario: string;
  readonly seed: number;
  /** Instead of the scenario's own faults. */
  readonly plan?: FaultPlan;
}

/** Try what else could have become of a failing run. */
export interface FuturesRequest extends Omit<LossRequest, 'kind'> {
  readonly kind: 'futures';
  readonly parting: Parting;
}

/** What are the scenarios of a pack's lesson? */
export interface DescribeRequest {
  readonly kind: 'describe';
  readonly id: number;
  readonly lesson: string;
  readonly pack: PackSource;
}

/** Look for a failing run of one scenario. */
export interface ExploreRequest {
  readonly kind: 'explore';
  readonly id: number;
  readonly lesson: string;
  /** Where the lesson comes from, if it is one of a pack. */
  readonly pack?: PackSource;
  readonly source: AttemptSource;
  readonly scenario: string;
  readonly strategy: StrategyName;
  readonly seeds: readonly number[];
  /** At most so many runs of each seed, where the strategy has no end of its own. */
  readonly runs?: number;
}

/** Whoever asked has enough: an exploration answers with what it has seen until now. */
export interface StopRequest {
  readonly kind: 'stop';
  readonly id: number;
}

export interface CancelRequest {
  readonly kind: 'cancel';
  readonly id: number;
}

/** Each is answered. */
export type WorkRequest = RunRequest | RecordRequest | LossRequest | FuturesRequest | ExploreRequest | DescribeRequest;

export type ToRunner = WorkRequest | StopRequest | CancelRequest;

export interface ReadyMessage {
  readonly kind: 'ready';
  readonly engine: string;
  /** What it runs on: `Node v24.21.0`, or a browser. */
  readonly platform: string;
  /** How promises run between events. */
  readonly drain: 'sync' | 'batch';
  /** What the host's permission model really blocks for this process, e.g. `fs.read`, `child`. */
  readonly blocked: readonly string[];
}

export type FromRunner =
  | ReadyMessage
  /** The scenario begins; from now on silence means that learner code blocks. */
  | { readonly kind: 'started'; readonly id: number; readonly scenario: string; readonly hidden: boolean }
  /** Also the sign of life: sent at least every 200 ms while at work. */
  | { readonly kind: 'progress'; readonly id: number; readonly scenario: string; readonly seed: number; readonly done: number; readonly total: number }
  | { readonly kind: 'scenario'; readonly id: number; readonly verdict: ScenarioVerdict }
  | { readonly kind: 'recording'; readonly id: number; readonly recording: Recording }
  | { readonly kind: 'loss'; readonly id: number; readonly loss: Loss }
  | { readonly kind: 'tally'; readonly id: number; readonly tally: Tally }
  | { readonly kind: 'outline'; readonly id: number; readonly outline: LessonOutline }
  | { readonly kind: 'exploration'; readonly id: number; readonly exploration: Exploration }
  /** The attempt cannot be judged at all. */
  | { readonly kind: 'problems'; readonly id: number; readonly problems: readonly AttemptProblem[] }
  /** A fault of ours. The child ends after it. */
  | { readonly kind: 'broken'; readonly id: number; readonly message: string }
  | { readonly kind: 'done'; readonly id: number; readonly durationMs: number; readonly cancelled: boolean };

/** What the watchdog of a busy child tells, one JSON text a line on a pipe of its own. */
export type WatchdogReport =
  | { readonly kind: 'busy'; /** The function that was entered last. */ readonly range: SourceRange; readonly seed: number; readonly done: number }
  | { readonly kind: 'silent'; readonly seed: number; readonly done: number }
  /** The child works, or waits for a busy machine. */
  | { readonly kind: 'watching'; readonly seed: number; readonly done: number }
  | { readonly kind: 'memory'; readonly rssBytes: number; readonly seed: number; readonly done: number };
