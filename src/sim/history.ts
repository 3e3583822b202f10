/**
 * What the world outside saw of a run: the operations of its clients and the facts that the simulator
 * knows to be true. Checks read these; no check reads the learner's own words unless they are the product.
 */
import type { Fault } from './faults.ts';

/** `ok` happened, `fail` certainly did not, `info` is ambiguous: it may have happened, may happen later, or never. */
export type Outcome = 'ok' | 'fail' | 'info';

export interface Operation {
  /** Position in the history, from 0, in order of invocation. */
  readonly id: number;
  /** Who asked: a client, which has at most one operation open at a time unless the scenario says otherwise. */
  readonly client: string;
  /** The node that was asked, if it was one. */
  readonly node?: string;
  /** What was asked, e.g. `read`, `write`, `sell`, `pay`. */
  readonly f: string;
  /** The object it is about, for checks that judge each object by itself. */
  readonly key?: string;
  readonly input: unknown;
  readonly output?: unknown;
  readonly outcome: Outcome;
  readonly invokedUs: number;
  /** `Infinity` while the operation is open; an `info` operation stays open for ever. */
  readonly completedUs: number;
  /** When the client heard something or stopped listening; `Infinity` if the run ended before. */
  readonly heardUs: number;
  /** Trace rows of invocation and completion, -1 when not recorded. */
  readonly invokedRow: number;
  readonly completedRow: number;
}

/** Something that became true in the world at an instant: a charge, a stored row, a sold seat, a crash. */
export interface Fact {
  readonly type: string;
  readonly atUs: number;
  readonly node?: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Trace row, -1 when not recorded. */
  readonly row: number;
}

/** Values of one quantity over time, in the order of `timesUs`. */
export interface Series {
  readonly name: string;
  readonly unit: string;
  readonly timesUs: readonly number[];
  readonly values: readonly number[];
}

/** What something is from time to time: who owns a partition, who holds a lock. In the order of `timesUs`; '' for nothing. */
export interface Phases {
  readonly name: string;
  readonly timesUs: readonly number[];
  readonly texts: readonly string[];
}

/** What a program said when it was asked, in the middle of a run. */
export interface Reading {
  readonly node: string;
  /** What it was asked about: another node, for example. */
  readonly about?: string;
  readonly atUs: number;
  readonly value: unknown;
}

/** A fault that struck; `toUs` is `Infinity` if it lasted until the end. */
export interface Strike {
  readonly fault: Fault;
  readonly fromUs: number;
  readonly toUs: number;
}

/** One finished run, as every check sees it. */
export interface RunRecord {
  readonly seed: number;
  /** Instant at which the run ended, virtual microseconds. */
  readonly endUs: number;
  readonly operations: readonly Operation[];
  readonly facts: readonly Fact[];
  readonly strikes: readonly Strike[];
  readonly series: ReadonlyMap<string, Series>;
  readonly phases: ReadonlyMap<string, Phases>;
  /** By name of the method that was read, in order of time. */
  readonly readings: ReadonlyMap<string, readonly Reading[]>;
  /** Ids of the nodes, in the order of their indices. */
  readonly nodes: readonly string[];
}
