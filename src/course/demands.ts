import type { Check, Finding } from '../check/finding.ts';
import type { Model } from '../check/linearization/model.ts';
import type { RunRecord } from '../sim/history.ts';

/** Something that must hold in every run: at every event (`always`), or when all has settled (`final`). */
export interface Demand {
  readonly name: string;
  readonly check: Check;
  /** What each key has to behave like one copy of, if the check asks for that: recordings show the order of the operations. */
  readonly oneCopyOf?: Model<unknown>;
}

/** One number of a run, and what shows it best if it is bad. */
export interface Measured {
  readonly value: number;
  readonly worst?: Finding;
}

/** Undefined if the run says nothing about it. */
export type Measure = (run: RunRecord) => Measured | undefined;

/** The numbers that one run adds to a panel's, and what shows best that they are bad. */
export interface Pooled {
  readonly values: readonly number[];
  readonly worst?: Finding;
}

/** Another run on the same seed, to compare with. */
export type TwinRun =
  | { readonly kind: 'reference' }
  | { readonly kind: 'starter' }
  /** Nobody does anything: the functions that the contract asks for, empty. */
  | { readonly kind: 'handsOff' }
  /** The learner's own program, without some faults: those of this id, or all. */
  | { readonly kind: 'without'; readonly fault: string | undefined };

export type Twin =
  | TwinRun
  /** What full knowledge of the run would reach. */
  | { readonly kind: 'oracle'; readonly of: (run: RunRecord) => number };

export const reference = (): TwinRun => ({ kind: 'reference' });
export const starter = (): TwinRun => ({ kind: 'starter' });
export const handsOff = (): TwinRun => ({ kind: 'handsOff' });
export const without = (fault: string): TwinRun => ({ kind: 'without', fault });
export const quiet = (): TwinRun => ({ kind: 'without', fault: undefined });
export const oracle = (of: (run: RunRecord) => number): Twin => ({ kind: 'oracle', of });

export interface Bound {
  readonly kind: 'atLeast' | 'atMost';
  readonly limit: number;
}

export interface MeasureDemand {
  readonly name: string;
  readonly unit: string;
  readonly of: Measure;
  /** The value is divided by this run's. */
  readonly twin?: Twin;
  /** Taken off the value before it is compared with the twin's. */
  readonly allowed?: number;
  readonly bound: Bound;
  /** Share of the runs in which it must hold; absent: the scenario's. */
  readonly passShare?: number;
}

export interface PooledDemand {
  readonly name: string;
  readonly unit: string;
  readonly of: (run: RunRecord) => Pooled;
  readonly reduce: (values: readonly number[]) => number;
  /** The value is divided by that of the twin's runs on the same seeds. */
  readonly twin?: TwinRun;
  readonly bound: Bound;
}

export const demand = (name: string, check: Check, more: Pick<Demand, 'oneCopyOf'> = {}): Demand => ({ name, check, ...more });

/** A number per run: `measure('answered in time', share(inTime)).atLeast(0.95)`. */
export function measure(name: string, of: Measure, unit = '') {
  const bounded = (kind: Bound['kind'], limit: number, twin: Twin | undefined, passShare: number | undefined): MeasureDemand =>
    ({ name, unit: twin ? '×' : unit, of, bound: { kind, limit }, ...(twin ? { twin } : {}), ...(passShare === undefined ? {} : { passShare }) });
  return {
    atLeast: (limit: number, { passShare }: { passShare?: number } = {}) => bounded('atLeast', limit, undefined, passShare),
    atMost: (limit: number, { passShare }: { passShare?: number } = {}) => bounded('atMost', limit, undefined, passShare),
    /** At most `limit` times what the twin reaches on the same seed, and `more` beyond that. */
    ratio: (twin: Twin, limit: number, { passShare, more }: { passShare?: number; more?: number } = {}): MeasureDemand =>
      ({ ...bounded('atMost', limit, twin, passShare), ...(more === undefined ? {} : { allowed: more }) }),
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** One number over all runs of the panel: the mean of the values, unless `reduce` says otherwise. */
export function pooled(name: string, of: PooledDemand['of'], { unit = '', reduce = mean }: { unit?: string; reduce?: PooledDemand['reduce'] } = {}) {
  const bounded = (kind: Bound['kind'], limit: number): PooledDemand => ({ name, unit, of, reduce, bound: { kind, limit } });
  return {
    atLeast: (limit: number) => bounded('atLeast', limit),
    atMost: (limit: number) => bounded('atMost', limit),
    /** At most `limit` times what the twin reaches on the same seeds. */
    ratio: (twin: TwinRun, limit: number): PooledDemand => ({ ...bounded('atMost', limit), unit: '×', twin }),
  };
}

export const holds = ({ kind, limit }: Bound, value: number): boolean => (kind === 'atLeast' ? value >= limit : value <= limit);
