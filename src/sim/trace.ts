/**
 * The trace format: one row an event, as columns, so that 100,000 rows can be moved between processes and
 * threads without being walked. Written in record mode only.
 */

export const TraceKind = {
  /** node sends to peer; ref = message id; label = method or kind; data = body */
  send: 0,
  /** node receives from peer; ref = message id; cause = row of the send */
  deliver: 1,
  /** a message from node to peer is lost; ref = message id; label = why (loss, cut, down, budget); cause = row of the send */
  drop: 2,
  /** the network doubles a message; ref = id of the second copy; cause = row of the send */
  duplicate: 3,
  /** ref = timer id; label = name; data = delay in ms */
  timerSet: 4,
  timerFire: 5,
  timerCancel: 6,
  /** ref = number of the incarnation that ends */
  crash: 7,
  /** ref = number of the incarnation that begins */
  restart: 8,
  pause: 9,
  resume: 10,
  /** label = sentence of the fault; ref = index in the fault plan */
  faultStart: 11,
  faultEnd: 12,
  /** label = file */
  diskWrite: 13,
  diskSync: 14,
  /** unsynced records died, tore or rotted; label = file */
  diskLoss: 15,
  /** ctx.note(label, data) */
  note: 16,
  /** console output; label = level; data = text */
  log: 17,
  /** a client asks node; ref = operation id; label = f; data = input */
  invoke: 18,
  /** ref = operation id; label = outcome; data = output; cause = row of the invocation */
  complete: 19,
  /** a Fact of the history; label = type */
  fact: 20,
  /** the learner's state at node changed during the event `cause`; data = the changed fields */
  state: 21,
  /** wall clock of node jumps; data = ms */
  clockJump: 22,
  /** the learner's program threw; label = message */
  error: 23,
} as const;
export type TraceKindName = keyof typeof TraceKind;
export type TraceKindCode = (typeof TraceKind)[TraceKindName];

/** 1-based line and column, as in monaco-editor's IRange. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A place in the learner's program that did something. */
export interface TracedPosition extends SourcePosition {
  /** Index in `sources` of the place that called this function; absent: the world called it. */
  readonly calledFrom?: number;
}

export interface TraceNode {
  readonly id: string;
  /** Who wrote its program: the learner, the lesson, or nobody (a client, the network, the world outside). */
  readonly role: 'learner' | 'given' | 'client';
}

export interface Trace {
  readonly length: number;
  /** Virtual microseconds, not decreasing. */
  readonly timeUs: Float64Array;
  /** A `TraceKindCode`. */
  readonly kind: Uint8Array;
  /** Index in `nodes`, -1 for the world outside. */
  readonly node: Int16Array;
  readonly peer: Int16Array;
  readonly ref: Int32Array;
  /** The row without which this one would not be, -1 for none. */
  readonly cause: Int32Array;
  /** Index in `strings`, -1 for none. */
  readonly label: Int32Array;
  /** Index in `strings` of a JSON text, -1 for none. */
  readonly data: Int32Array;
  /** Index in `sources`, -1 for none: the learner's line that did it. */
  readonly source: Int32Array;
  readonly strings: readonly string[];
  readonly sources: readonly TracedPosition[];
  readonly nodes: readonly TraceNode[];
}
