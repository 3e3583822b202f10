export interface CallOptions {
  /** Cancels the wait, not the effect: what the server has begun it finishes. */
  signal?: AbortSignal;
  /** Rejects with `Unknown` (`Timeout`) after this many milliseconds; absent: waits for ever. */
  timeoutMs?: number;
  /** 0 is the most important. */
  priority?: 0 | 1 | 2;
  headers?: Record<string, string>;
}

/** A service that this process depends on. */
export interface Dep<Q = unknown, R = unknown> {
  readonly name: string;
  /** One attempt. Rejects with `Refused` (not executed), `Unknown` (perhaps executed) or what the lesson says. */
  call(request: Q, options?: CallOptions): Promise<R>;
}
