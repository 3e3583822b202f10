import type { NodeId } from '../api.ts';

/** One thing that a node of the system under test did or saw. */
export interface SutEvent {
  /** Its number in the run, from 0: faults are aimed by it. */
  readonly at: number;
  readonly timeMs: number;
  readonly node: NodeId;
  /** `sync`: what was written before is now durable. `write`: it is written, and lost in a crash before the next `sync`. */
  readonly kind: 'send' | 'receive' | 'write' | 'sync' | 'timer';
  /** Name of the message, of the file or of the timer. */
  readonly what: string;
  /** To whom it is sent, or from whom it came: a node, or a client. */
  readonly peer?: string;
}

/**
 * A fault at one event: it strikes at that event's `timeMs`, and several may strike at one. `crash`: the node's process ends right after it, before the node does anything more; what was not
 * synced is lost, and it restarts after a second. The others strike what is sent at an event of the kind `send`:
 * `drop`: it never arrives. `duplicate`: it arrives twice. `delay`: it arrives seconds later.
 */
export interface SutFault {
  readonly at: number;
  readonly kind: 'crash' | 'drop' | 'duplicate' | 'delay';
}

/** What a client asked and heard. */
export interface SutOperation<Input = unknown> {
  readonly client: string;
  readonly f: string;
  readonly input: Input;
  readonly invokedMs: number;
  /** `ok`: it was told that it was done; `fail`: that it was not and will not be; `info`: neither, or it heard nothing. */
  readonly outcome: 'ok' | 'fail' | 'info';
  readonly output?: unknown;
  /** When it heard or stopped listening; absent if the run ended before. */
  readonly heardMs?: number;
}

/** One run of the system. */
export interface SutRun<End = unknown, Input = unknown> {
  readonly events: readonly SutEvent[];
  readonly operations: readonly SutOperation<Input>[];
  /** What was on the disks when it ended. */
  readonly end: End;
  readonly endMs: number;
  /** Nothing was left to do; otherwise it was stopped. */
  readonly quiet: boolean;
  /** The faults that struck: one aimed at an event that did not happen, or at one of another kind, does not. */
  readonly struck: readonly SutFault[];
}

/** A system that can be run again and again, each time exactly as before but for the faults: up to the first one all events are the same. */
export interface Sut<End = unknown, Input = unknown> {
  readonly name: string;
  /** How many more runs are allowed. */
  readonly runsLeft: number;
  /** Rejects with `Refused`: `NoRunsLeft`, or `BadFault` for what is no list of faults. */
  run(faults?: readonly SutFault[]): Promise<SutRun<End, Input>>;
}
