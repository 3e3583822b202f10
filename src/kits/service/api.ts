/**
 * Follows gRPC ("Deadlines", "Cancellation", "Status codes" at grpc.io/docs/guides): without a deadline a call may wait for
 * ever, and `DEADLINE_EXCEEDED` does not say that nothing was done. Unlike gRPC, the deadline is not sent to the server.
 */
export interface CallOptions {
  /**
   * Rejects with `Unknown` (`Timeout`) after this many milliseconds without an answer. Absent: waits for ever. It ends
   * your wait, not the work: the request may have been carried out, or still be.
   */
  timeoutMs?: number;
  /**
   * Rejects with the signal's reason. Ends your wait, as `timeoutMs` does; and a server that honours it is told, and stops:
   * the work that it had not finished by then is not done.
   */
  signal?: AbortSignal;
  /**
   * How much it matters, to a server whose `Gate` asks: 0 the most, 2 the least, as the urgencies of HTTP's header
   * `Priority` (RFC 9218, with eight of them) grow from the most to the least. Absent: as the request's own field `priority`
   * says, or else 1. It is not passed on by itself.
   */
  priority?: 0 | 1 | 2;
  /** Texts that travel beside the request, to servers that take any. What they mean is up to those who send and read them. */
  headers?: Readonly<Record<string, string>>;
}

/** A service that this process depends on. */
export interface Dep<Request = unknown, Answer = unknown> {
  readonly name: string;
  /**
   * One attempt: sends the request once and waits for the answer. Nothing is repeated for you. Rejects with
   * - `Refused`: the service said no, and nothing was carried out. `status` says why: 4xx for good, 429 (RFC 6585, §4) and
   *   503 (RFC 9110, §15.6.4) for now; `retryAfterMs` is how long it wishes you to stay away (RFC 9110, §10.2.3, there in
   *   seconds or as a date). HTTP does not promise that nothing was done; the services here do.
   * - `Unknown`: no answer within `timeoutMs` (`Timeout`), or the connection broke (`Reset`). It may have been carried
   *   out, may be later, or never.
   */
  call(request: Request, options?: CallOptions): Promise<Answer>;
}

/** A service whose instances are found by their addresses. */
export interface Service<Request = unknown, Answer = unknown> {
  readonly name: string;
  /** Whoever answers at this address at the time of a call: perhaps another service, perhaps nobody. */
  at(address: string): Dep<Request, Answer>;
}

/** What a resolver is asked, and what it answers: true at that instant, to be trusted for `ttlMs` (a time to live as of DNS, RFC 1035, §3.2.1, there in seconds). */
export interface Lookup {
  service: string;
}
export interface Found {
  addresses: string[];
  ttlMs: number;
}

/**
 * How a server admits and orders its work: who waits, who is next, who is refused. Called by the server. The order of calls for
 * a request: `arrive`; if it may wait, `next` returns its id some time, and `done` follows. One that `next` never returns has no
 * `done` and is not answered: its user waits, and leaves. Classes of importance are known from WeChat's DAGOR (Zhou et al.,
 * "Overload Control for Scaling WeChat Microservices", SoCC 2018).
 */
export interface Gate {
  /**
   * A request has come in. `priority` 0 is the most important, 2 the least; `ageMs`: how long ago its user sent it. `'reject'`:
   * it is answered 503 at once, which takes a little of a worker's time. `'queue'`: it waits, at your place.
   */
  arrive(request: { id: string; priority: 0 | 1 | 2; ageMs: number }): 'queue' | 'reject';
  /**
   * A worker is free: the id of a request that waits, which is begun now, or null for none. Called after each `arrive` and
   * `done` as long as workers are free and something waits.
   */
  next(): string | null;
  /** A worker has finished a request after `serviceMs`, time that went into refusals included. */
  done(id: string, serviceMs: number): void;
}

/** Gives a place back. Servers may call it a second time for the same request: when it is done, and again when its connection is closed. */
export type Release = () => void;

/**
 * Divides the workers of a server among its routes, as a semaphore for each (Resilience4j's SemaphoreBulkhead), which the
 * server itself asks before it begins. Called by the server.
 */
export interface Bulkheads {
  /**
   * A request for a route has come in. `null`: it is answered 503 at once. Otherwise it is in, and has a worker until its
   * handler has settled, by an answer or by an error; then the server calls the result. One that is let in while no worker
   * is free waits inside, first come, first served, and holds its connection. A user who hangs up does not end the work.
   */
  tryEnter(route: string): Release | null;
}

/** Decides whether a call is worth trying. Called by the handler of a server. The states are those of Resilience4j's CircuitBreaker and of Polly's. */
export interface Breaker {
  /** Runs `call`, or rejects without running it. */
  call<T>(call: () => Promise<T>): Promise<T>;
  readonly state: 'closed' | 'open' | 'half-open';
}

/**
 * Chooses a backend for each request of one load balancer. Called by the balancer; where there are several, each has
 * one of its own, which sees its own requests alone. The order of calls for a request: `pick`, at once `started`, later
 * `finished`.
 */
export interface Balancer {
  /**
   * The backends that there are from now on: called before the first request and whenever a backend has come or gone.
   * A health check tells them apart, and knows only whether a backend is up: one that is slow or answers with errors
   * stays a member. Real balancers learn this from a service registry or from checks of their own, as late, and some
   * watch the answers as well (Envoy, "Outlier detection": passive beside active health checking); here that is yours.
   */
  members(ids: string[]): void;
  /** The member that gets this request. `key`: what it is about, if it is about something that backends keep in a cache. */
  pick(request: { key?: string }): string;
  /** The request has been sent to a backend. */
  started(id: string): void;
  /**
   * The request has come to an end after `ms` milliseconds at a backend. Not `ok`: it was answered with an error, broke
   * off because the backend is gone, or was not answered in time. It is not tried again.
   */
  finished(id: string, result: { ms: number; ok: boolean }): void;
}

/** Does jobs, a few at a time: a pool of threads with one queue that has no end (Java, `Executors.newFixedThreadPool`). */
export interface Worker<Job = unknown, Result = unknown> {
  /** Jobs that it works on at the same time. */
  readonly concurrency: number;
  /**
   * Does a job. One that is given to it while it works on `concurrency` others waits inside, first come, first served,
   * however many there are. Nothing can be taken back: a job that was given to it will be done.
   */
  run(job: Job): Promise<Result>;
}

/** What stands between clients and a worker. Called for every job that a client sends. */
export interface Intake<Job = unknown, Result = unknown> {
  /**
   * Resolves with the result of the job, or rejects with `Busy`: then the job is not done, and the client may come back
   * with it. `deadlineMs`: the time left until the client stops listening.
   */
  handle(job: Job, options: { deadlineMs: number }): Promise<Result>;
}

/**
 * A disk that takes rows in batches: each costs a fixed time and a little for every row, so many rows cost hardly more than
 * one, as one flush does for all commits that are ready (group commit: PostgreSQL, `commit_delay`). It writes one batch at a
 * time; others that it has been given wait, first come, first served.
 */
export interface BatchDisk<Row = unknown> {
  /**
   * Writes all of the rows or none. Resolves when they are durable: from then on they survive a power cut. What a power cut
   * interrupts is not written; real disks may keep part of it, which databases find by a checksum and drop.
   * Rejects with `Refused` if nothing was written and nothing will be: `TooBig`, at once, for more rows than the disk takes in
   * a batch; `WriteFailed` if the disk tried and could not.
   */
  writeBatch(rows: readonly Row[]): Promise<void>;
}
