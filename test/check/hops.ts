import type { HeaderLine } from '../../src/check/tracecontext.ts';
import type { Fact, RunRecord } from '../../src/sim/index.ts';
import { fact, runOf } from './runs.ts';

/** A hop of a hand-made run: what arrived, what was sent, what was reported. Ids are a letter or two, drawn out to their length. */
export interface HandMade {
  readonly service: string;
  readonly operation?: number;
  /** Index of the hop that called. */
  readonly caller?: number;
  readonly kind?: 'edge' | 'inner' | 'consumer';
  readonly by?: 'learner' | 'given';
  readonly records?: boolean;
  readonly garbled?: boolean;
  readonly headers?: readonly HeaderLine[];
  readonly sent?: readonly (readonly HeaderLine[])[];
  readonly span?: readonly [trace: string, span: string, parent: string | null];
}

export const trace = (letters: string): string => letters.repeat(32).slice(0, 32);
export const span = (letters: string): string => letters.repeat(16).slice(0, 16);
export const parent = (traceLetters: string, spanLetters: string, flags = '01'): HeaderLine => ['traceparent', `00-${trace(traceLetters)}-${span(spanLetters)}-${flags}`];

/** The record of a run with these hops, one every 10 ms. */
export function hopsRun(hops: readonly HandMade[]): RunRecord {
  const facts = hops.flatMap(({ service, operation, caller, kind = caller === undefined ? 'edge' : 'inner', by = 'learner', records = true, garbled = false, headers = [], sent = [], span: reported }, id): Fact[] => [
    fact('received', id * 10, { id, by, records, kind, garbled, headers, messages: [], ...(kind === 'consumer' ? {} : { operation: operation ?? 1 }), ...(caller === undefined ? {} : { caller }) }, service),
    ...sent.map(each => fact('sent', id * 10 + 1, { by: id, to: 'next', headers: each }, service)),
    ...(reported ? [fact('reported', id * 10 + 5, { traceId: trace(reported[0]), spanId: span(reported[1]), parentId: reported[2] === null ? null : span(reported[2]), attrs: { request: id } }, service)] : []),
  ]);
  return runOf({ facts });
}
