/** Another span that a span has to do with, without being its child. */
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
}

/** One piece of work of one service, as it is sent to the store. */
export interface Span {
  /** The same for all spans of a trace: 32 lower-case hex digits. */
  readonly traceId: string;
  /** Unique: 16 lower-case hex digits. */
  readonly spanId: string;
  /** Span id of the work that caused it; `null`: nothing did, the trace begins here. */
  readonly parentId: string | null;
  readonly service: string;
  /** What was done, as in `checkout`. */
  readonly name: string;
  /** Milliseconds since 1970, on the wall clock of the machine that did it. */
  readonly startMs: number;
  readonly endMs: number;
  readonly status: 'ok' | 'error';
  readonly attrs: Readonly<Record<string, string | number | boolean>>;
  readonly links?: readonly SpanLink[];
}
