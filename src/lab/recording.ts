import type { Outcome } from '../sim/history.ts';
import type { PictureTrack as DrawnTrack } from '../sim/pictures/track.ts';
import type { TwinRun } from '../course/demands.ts';
import type { Way } from '../sim/network.ts';
import type { FaultPlan } from '../sim/faults.ts';
import type { Trace } from '../sim/trace.ts';
import type { SourceRange } from './verdict.ts';

export type { Way } from '../sim/network.ts';
export type { GridTrack } from '../sim/pictures/grid.ts';
export type { PlaneAxis, PlaneCurve, PlaneTrack } from '../sim/pictures/plane.ts';
export type { HeaderLine, ReportedSpan, SentHeaders, SpansTrack, TrueWork } from '../sim/pictures/spans.ts';
export type { TimelineBar, TimelineLink, TimelinePoint, TimelineTrack, Tone } from '../sim/pictures/timeline.ts';
export type { DrawnTransaction, StepChange, StepState, TransactionState, TransactionStep, TransactionsTrack } from '../sim/pictures/transactions.ts';
export type { MatrixTrack } from '../sim/pictures/matrix.ts';
export type { RingPlacement, RingTrack } from '../sim/pictures/ring.ts';

/** Values over time: one line of a chart. Tracks of the same `chart` are drawn together. */
export interface SampleTrack {
  readonly type: 'sample';
  readonly chart: string;
  readonly label: string;
  readonly unit: string;
  /** `limit`: a bound that the other tracks of the chart are held against. */
  readonly style: 'line' | 'step' | 'limit';
  readonly timeUs: Float64Array;
  readonly value: Float64Array;
  /** The true value lies between these with 95 %. */
  readonly low?: Float64Array;
  readonly high?: Float64Array;
}

/** What something is from time to time: one lane of a chart. Tracks of the same `chart` are drawn below each other. */
export interface PhaseTrack {
  readonly type: 'phase';
  readonly chart: string;
  readonly label: string;
  readonly timeUs: Float64Array;
  /** From each instant to the next, the last to the end; '' for nothing. */
  readonly texts: readonly string[];
}

/** Stretches of time on a lane (or on all lanes): a cut, a pause, a leadership. */
export interface IntervalTrack {
  readonly type: 'interval';
  readonly label: string;
  readonly kind: 'cut' | 'pause' | 'down' | 'fault' | 'role';
  readonly spans: readonly { readonly fromUs: number; readonly toUs: number; readonly nodes: readonly number[]; readonly text: string }[];
}

export type Track = SampleTrack | PhaseTrack | IntervalTrack;

/** What clients asked about keys and what they heard, and the orders that explain it. */
export interface HistoryTrack {
  readonly type: 'history';
  readonly name: string;
  /** In order of invocation. */
  readonly operations: readonly {
    readonly client: string;
    /** The node that was asked. */
    readonly node?: string;
    readonly key: string;
    readonly f: string;
    readonly asked: string;
    readonly answered: string;
    readonly outcome: Outcome;
    readonly fromUs: number;
    /** When the client heard or stopped listening, else the end of the run. `info` may have taken effect later. */
    readonly toUs: number;
    readonly invokedRow: number;
    /** -1 if the client was still listening at the end. */
    readonly completedRow: number;
  }[];
  /** Of each key that is judged. */
  readonly orders: readonly KeyOrders[];
}

/** In which order the operations on a key could have taken effect one after another. */
export interface KeyOrders {
  readonly key: string;
  /** `none`: no order explains all answers; `unknown`: too many operations overlap to try all orders. */
  readonly found: 'order' | 'none' | 'unknown';
  /** The one that explains all answers, or the longest that could be begun with each, longest first. `operations` are positions in the track's, `states` what each left. */
  readonly orders: readonly { readonly operations: readonly number[]; readonly states: readonly string[] }[];
  /** Before all operations. */
  readonly initial: string;
  /** Why no order explains all answers: positions of the least operations that show it. */
  readonly contradiction?: { readonly message: string; readonly operations: readonly number[] };
}

export type PictureTrack = DrawnTrack | HistoryTrack;

/** A recorded run with all that a picture of it needs. */
export interface Recording {
  readonly lesson: string;
  readonly title: string;
  readonly scenario: string;
  readonly scenarioLabel: string;
  readonly seed: number;
  readonly verdict: 'passed' | 'failed' | 'error' | 'stuck';
  readonly plan: readonly string[];
  /** The plan as data: with the seed it replays the run. */
  readonly faults: FaultPlan;
  /** Runs that the missed demands hold this one against. */
  readonly missedTwins: readonly { readonly demand: string; readonly twin: TwinRun }[];
  readonly failures: readonly {
    readonly demand: string;
    readonly message: string;
    readonly timeUs: number;
    /** Row of the trace, -1 where the failure is not an event. */
    readonly row: number;
    readonly node?: string;
    readonly range?: SourceRange;
  }[];
  readonly trace: Trace;
  /** How far it is between each two nodes of the trace; absent: everywhere the same. */
  readonly ways?: readonly Way[];
  readonly tracks: readonly Track[];
  readonly pictures: readonly PictureTrack[];
  /** Name of the picture to open first. */
  readonly opensWith?: string;
  readonly traceHash: string;
}
