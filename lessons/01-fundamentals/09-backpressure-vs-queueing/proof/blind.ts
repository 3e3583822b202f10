import { Busy } from 'faultlab';
import type { Worker } from 'faultlab';
import type { Job, Result } from '../contract';

interface Waiting {
  readonly job: Job;
  /** When its client stops listening. */
  readonly until: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Weight of the newest job in the estimate of how long a job takes. */
const WEIGHT = 1 / 50;
/** A job may well take this many times the average. */
const TAIL = 2.5;
/** For errors of the estimate. */
const MARGIN_MS = 140;
/** Room kept for those who were refused before: else the newcomers take every place that falls free. */
const KEPT_MS = 80;
const MIN_RETRY_MS = 50;
const MAX_RETRY_MS = 2000;
/** How long a refusal is remembered. */
const MEMORY_MS = 5000;

/** Stands between clients and one worker that does eight jobs at a time. */
export class Intake {
  private readonly worker: Worker<Job, Result>;
  private readonly queue: Waiting[] = [];
  private running = 0;
  /** How long the worker takes for one job, lately. */
  private jobMs = 40;
  /** When the one who was refused last has been asked to come back. */
  private lastReturn = 0;
  /** Who was refused, and when; the oldest first. */
  private readonly refused = new Map<string, number>();

  constructor({ worker }: { worker: Worker<Job, Result> }) {
    this.worker = worker;
  }

  /** A client sends a job and listens for `deadlineMs`. Resolve with its result, or throw `new Busy(retryAfterMs)`. */
  async handle(job: Job, { deadlineMs }: { deadlineMs: number }): Promise<Result> {
    this.dropLate();
    if (!this.hasRoom(job, deadlineMs)) throw this.refusal(job);
    this.refused.delete(job.id);
    return new Promise<Result>((resolve, reject) => {
      this.queue.push({ job, until: performance.now() + deadlineMs, resolve, reject });
      this.startNext();
    });
  }

  /** How long a job that comes now would wait until it is begun. */
  private waitMs(): number {
    if (this.running < this.worker.concurrency) return 0;
    return ((this.queue.length + 1) * this.jobMs) / this.worker.concurrency;
  }

  private hasRoom(job: Job, deadlineMs: number): boolean {
    const wait = this.waitMs();
    if (wait === 0) return true;
    const kept = this.refused.has(job.id) ? 0 : KEPT_MS;
    return wait <= deadlineMs - TAIL * this.jobMs - MARGIN_MS - kept;
  }

  /** Those who are refused are asked to come back one by one, as fast as the worker works. */
  private refusal(job: Job): Busy {
    const now = performance.now();
    for (const [id, at] of this.refused) {
      if (now - at < MEMORY_MS) break;
      this.refused.delete(id);
    }
    this.refused.delete(job.id);
    this.refused.set(job.id, now);
    const earliest = now + Math.max(MIN_RETRY_MS, this.waitMs() / 2);
    const turn = Math.max(earliest, this.lastReturn + this.jobMs / this.worker.concurrency);
    this.lastReturn = Math.min(turn, now + MAX_RETRY_MS);
    return new Busy(Math.ceil(this.lastReturn - now));
  }

  /** Who cannot be served in time any more is told so, and costs the worker nothing. All listen equally long, so the first is the oldest. */
  private dropLate(): void {
    const now = performance.now();
    for (let first = this.queue[0]; first && first.until - now < TAIL * this.jobMs; first = this.queue[0]) {
      this.queue.shift();
      first.reject(this.refusal(first.job));
    }
  }

  private startNext(): void {
    this.dropLate();
    while (this.running < this.worker.concurrency && this.queue.length > 0) void this.run(this.queue.shift()!);
  }

  private async run({ job, resolve, reject }: Waiting): Promise<void> {
    this.running++;
    const begun = performance.now();
    try {
      resolve(await this.worker.run(job));
    } catch (error) {
      reject(error);
    }
    this.jobMs += (performance.now() - begun - this.jobMs) * WEIGHT;
    this.running--;
    this.startNext();
  }
}
