import type { Operation, RunRecord } from '../sim/history.ts';
import { atSeconds, capital, duration, type Finding } from './finding.ts';

/** The value that at least this share of the values do not exceed (nearest rank); NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted.length === 0 ? NaN : sorted[Math.min(sorted.length, Math.max(1, Math.ceil(share * sorted.length - 1e-9))) - 1]!;
}

export const p50 = (values: readonly number[]): number => quantile(values, 0.5);
export const p95 = (values: readonly number[]): number => quantile(values, 0.95);
export const p99 = (values: readonly number[]): number => quantile(values, 0.99);

/** How long a client waited for its answer, milliseconds; `Infinity` if it got none that it can use. */
export const answerMs = ({ outcome, invokedUs, completedUs }: Operation): number => (outcome === 'ok' ? (completedUs - invokedUs) / 1_000 : Infinity);

/** Which operations count, and what they are called in messages. */
export interface Answers {
  /** `order`. */
  readonly noun: string;
  counts?(operation: Operation): boolean;
}

const counted = ({ operations }: RunRecord, { counts = () => true }: Answers): readonly Operation[] => operations.filter(counts);

/** A measure of a run: what a share of its answers were no slower than, milliseconds. No answer is slower than any. */
export function answerTime(share: number, answers: Answers): (run: RunRecord) => { readonly value: number; readonly worst?: Finding } | undefined {
  return run => {
    const operations = counted(run, answers);
    if (operations.length === 0) return undefined;
    const value = quantile(operations.map(answerMs), share);
    return { value, worst: told(operations.find(operation => answerMs(operation) === value)!, answers.noun) };
  };
}

/** The times of all answers of a run, milliseconds, for a demand over the panel: `pooled('p99', answerTimes({ noun }), { reduce: p99 })`. */
export function answerTimes(answers: Answers): (run: RunRecord) => { readonly values: readonly number[]; readonly worst?: Finding } {
  return run => {
    const operations = counted(run, answers);
    const slowest = operations.reduce<Operation | undefined>((worst, each) => (worst && answerMs(worst) >= answerMs(each) ? worst : each), undefined);
    return { values: operations.map(answerMs), ...(slowest ? { worst: told(slowest, answers.noun) } : {}) };
  };
}

function told(operation: Operation, noun: string): Finding {
  const { key, id, invokedUs, node } = operation;
  const ms = answerMs(operation);
  const heard = ms === Infinity ? 'had no answer that its user could use' : `was answered after ${duration(ms * 1_000)}`;
  return { message: `${capital(noun)} ${key ?? id} of ${atSeconds(invokedUs)} ${heard}`, atUs: invokedUs, row: operation.invokedRow, ...(node === undefined ? {} : { node }) };
}
