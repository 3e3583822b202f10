/** What a client sends. */
export interface Job {
  /** Unique for every job. A job that was refused comes back under the same id. */
  readonly id: string;
}

/** What the worker makes of it. */
export interface Result {
  readonly jobId: string;
  readonly picture: string;
}
