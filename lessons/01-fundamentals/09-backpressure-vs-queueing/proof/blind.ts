import { Busy } from 'faultlab';
import type { Worker } from 'faultlab';
import type { Job, Result } from '../contract';

interface Waiting {
  readonly job: Job;
  readonly leavesAt: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** A new job may have to wait this part of its client's patience; one that was sent away before, a bit more. */
const FRESH = 0.65;
const RETURNING = 0.78;
/** The longest that a client is asked to stay away. */
const AWAY_MS = 2_000;

/** Stands between clients and one worker that does eight jobs at a time. */
export class Intake {
  private readonly worker: Worker<Job, Result>;
  private readonly queue: Waiting[] = [];
  private running = 0;
  /** How long the worker takes for a job these days. */
  private serviceMs = 40;
  /** Jobs that were refused, and until when they are expected back. */
  private readonly refused = new Map<string, number>();
  /** The last appointment that was given to a refused client. */
  private lastAppointment = 0;

  constructor({ worker }: { worker: Worker<Job, Result> }) {
    this.worker = worker;
  }

  /** A client sends a job and listens for `deadlineMs`. Resolve with its result, or throw `new Busy(retryAfterMs)`. */
  async handle(job: Job, { deadlineMs }: { deadlineMs: number }): Promise<Result> {
    const now = performance.now();
    const returning = this.refused.has(job.id);
    const idle = this.running < this.worker.concurrency;
    const waitMs = idle ? 0 : (this.queue.length + 1) * this.msPerJob();
    if (waitMs > deadlineMs * (returning ? RETURNING : FRESH)) throw this.busy(job);
    this.refused.delete(job.id);
    return new Promise<Result>((resolve, reject) => {
      this.queue.push({ job, leavesAt: now + deadlineMs, resolve, reject });
      this.startNext();
    });
  }

  private msPerJob(): number {
    return this.serviceMs / this.worker.concurrency;
  }

  /** Refused clients get appointments one job apart, so that they come back at the rate at which they can be served. */
  private busy(job: Job): Busy {
    const now = performance.now();
    this.lastAppointment = Math.min(Math.max(this.lastAppointment, now + 50) + this.msPerJob(), now + AWAY_MS);
    let awayMs = this.lastAppointment - now;
    if (awayMs >= AWAY_MS) awayMs *= 0.75 + Math.random() / 2;
    for (const [id, until] of this.refused) {
      if (until > now) break;
      this.refused.delete(id);
    }
    this.refused.delete(job.id);
    this.refused.set(job.id, now + awayMs + 1_000);
    return new Busy(Math.ceil(awayMs));
  }

  private startNext(): void {
    while (this.running < this.worker.concurrency && this.queue.length > 0) {
      const next = this.queue.shift()!;
      // Too late to be of use: the worker has better things to do.
      if (next.leavesAt - performance.now() < 2 * this.serviceMs) next.reject(this.busy(next.job));
      else void this.run(next);
    }
  }

  private async run({ job, resolve, reject }: Waiting): Promise<void> {
    this.running++;
    const begun = performance.now();
    try {
      resolve(await this.worker.run(job));
    } catch (error) {
      reject(error);
    }
    this.serviceMs += (performance.now() - begun - this.serviceMs) / 32;
    this.running--;
    this.startNext();
  }
}
