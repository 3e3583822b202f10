export interface CallOptions {
  /**
   * Rejects with `Unknown` (`Timeout`) after this many milliseconds without an answer. Absent: waits for ever. It ends
   * your wait, not the work: the request may have been carried out, or still be.
   */
  timeoutMs?: number;
  /** Rejects with the signal's reason. Ends the wait, not the work, as `timeoutMs` does. */
  signal?: AbortSignal;
}

/** A service that this process depends on. */
export interface Dep<Request = unknown, Answer = unknown> {
  readonly name: string;
  /**
   * One attempt: sends the request once and waits for the answer. Nothing is repeated for you. Rejects with
   * - `Refused`: the service said no, and nothing was carried out. `status` says why: 4xx for good, 429 and 503 for
   *   now; `retryAfterMs` is how long it wishes you to stay away.
   * - `Unknown`: no answer within `timeoutMs` (`Timeout`), or the connection broke (`Reset`). It may have been carried
   *   out, may be later, or never.
   */
  call(request: Request, options?: CallOptions): Promise<Answer>;
}
