import type { RunRecord } from '../sim/history.ts';
import { perRun } from './perrun.ts';
import type { HeaderLine } from './tracecontext.ts';

/** A span as a service sent it to the store. */
export interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly atUs: number;
}

/** A message of a batch, and the request that sent it. */
export interface Carried {
  readonly operation: number;
  readonly caller: number;
  readonly headers: readonly HeaderLine[];
}

/** One service at work on one request, or on one batch. */
export interface Hop {
  /** Unique in the run, in order of arrival. */
  readonly id: number;
  readonly service: string;
  /** `edge`: from outside, `inner`: from another service, `consumer`: a batch from a queue. */
  readonly kind: 'edge' | 'inner' | 'consumer';
  /** Whose program makes the headers. */
  readonly by: 'learner' | 'given';
  /** Number of the user's operation; a batch serves many. */
  readonly operation?: number;
  /** The hop that called. */
  readonly caller?: number;
  /** Whether the service reports spans at all. */
  readonly records: boolean;
  readonly headers: readonly HeaderLine[];
  /** What was sent as trace context did not arrive as such: whatever is made of it, it is no trace of the caller's. */
  readonly garbled: boolean;
  readonly messages: readonly Carried[];
  readonly atUs: number;
  readonly row: number;
  readonly sent: { readonly to: string; readonly headers: readonly HeaderLine[]; readonly atUs: number; readonly row: number }[];
  readonly spans: SentSpan[];
}

/** All hops of a run by their number, from what the shop and the agents of the store noted. */
export const hopsOf = perRun(({ facts }: Pick<RunRecord, 'facts'>): ReadonlyMap<number, Hop> => {
  const hops = new Map<number, Hop>();
  for (const { type, node, data, atUs, row } of facts) {
    if (type === 'received') {
      const received = data as unknown as Omit<Hop, 'service' | 'atUs' | 'row' | 'sent' | 'spans'>;
      hops.set(received.id, { ...received, service: node!, atUs, row, sent: [], spans: [] });
    } else if (type === 'sent') {
      const { by, to, headers } = data as { by: number; to: string; headers: readonly HeaderLine[] };
      hops.get(by)?.sent.push({ to, headers, atUs, row });
    } else if (type === 'reported') {
      const span = data as unknown as SentSpan & { readonly attrs: { readonly request?: number } };
      hops.get(span.attrs.request!)?.spans.push({ ...span, atUs });
    }
  }
  return hops;
});

/**
 * The hops that belong into one trace, by the number of the first of them: a trace begins at the edge, with a batch,
 * and wherever no trace context arrived.
 */
export function segmentsOf(hops: ReadonlyMap<number, Hop>): ReadonlyMap<number, readonly Hop[]> {
  const first = new Map<number, number>();
  const segments = new Map<number, Hop[]>();
  for (const hop of hops.values()) {
    const root = begins(hop) ? hop.id : first.get(hop.caller!)!;
    first.set(hop.id, root);
    if (root === hop.id) segments.set(root, [hop]);
    else segments.get(root)!.push(hop);
  }
  return segments;
}

export const begins = ({ kind, caller, garbled }: Hop): boolean => kind !== 'inner' || caller === undefined || garbled;
