import type { Header } from 'faultlab';

/** An entry of `tracestate`. */
export type Member = readonly [key: string, value: string];

/** What a request says about the trace that it belongs to. */
export interface Remote {
  readonly traceId: string;
  /** Id of the caller's span. */
  readonly parentId: string;
  readonly sampled: boolean;
  /** All entries, in order. */
  readonly state: readonly Member[];
  /** `traceparent` and `tracestate` as they came. */
  readonly raw: readonly Header[];
}

/** Another span that a span has to do with. */
export interface Link {
  readonly traceId: string;
  readonly spanId: string;
}

/** Where work begins. */
export interface Hop {
  /** `edge`: a request from the internet; `inner`: from a service that you trust; `consumer`: a batch from a queue. */
  readonly kind: 'edge' | 'inner' | 'consumer';
  /** Whether this service reports spans at all. */
  readonly record: boolean;
  /** Uniform between 0 and 1, drawn anew for each hop. */
  readonly coin: number;
  /** What `links` returned for the batch; empty for requests. */
  readonly links: readonly Link[];
  /** Random lower-case hex digits, as many as you ask for. Never only zeros. */
  hex(digits: number): string;
  /** Your key in `tracestate`. */
  readonly vendor: 'fl';
}

/** One service's part in a trace. */
export interface Local {
  readonly traceId: string;
  /** Id of the span in which this service records its work. */
  readonly spanId: string;
  /** Id of the span that caused it; `null`: the trace begins here. */
  readonly parentId: string | null;
  /** Whether the span is reported, if the service reports any. */
  readonly sampled: boolean;
  /** Entries of `tracestate`, in order. */
  readonly state: readonly Member[];
  /** Reported with the span, beside the links of a batch. */
  readonly links?: readonly Link[];
  /** For you, if you want to keep headers as they came. */
  readonly raw?: readonly Header[];
}

/** What your module exports. */
export interface Propagation {
  extract(headers: readonly Header[]): Remote | null;
  begin(remote: Remote | null, hop: Hop): Local;
  inject(local: Local): Header[];
  links(batch: readonly (readonly Header[])[]): Link[];
}
