/** Another span that a span has to do with, without being its child (OpenTelemetry, "Tracing API", Link; without its attributes). */
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
}

/**
 * One piece of work of one service, as it is sent to the store: a span of OpenTelemetry ("Tracing API", Span), with the ids
 * of W3C Trace Context (§3.2.2). Simpler than those: times in milliseconds, not nanoseconds; a status is always set (real
 * ones begin as Unset); no kind, no events, no trace flags, and the service is a field, not a resource attribute.
 */
export interface Span {
  /** The same for all spans of a trace: 32 lower-case hex digits, not all zero. */
  readonly traceId: string;
  /** Unique: 16 lower-case hex digits, not all zero. */
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
