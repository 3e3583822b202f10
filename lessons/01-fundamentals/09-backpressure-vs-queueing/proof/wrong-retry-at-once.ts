// scenario: polite-producers
// message: times for one job

import { Busy, type Worker } from 'faultlab';
import type { Job, Result } from '../contract';

interface Waiting {
  readonly job: Job;
  /** When its client stops listening. */
  readonly untilMs: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Share of a job's time that it may spend waiting. The rest is for the work, and for being wrong. */
const WAIT_SHARE = 0.7;
/** Weight of the newest service time in the average. */
const NEWEST = 0.05;

/** Tells everybody to come back at once. */
export class Intake {
  private readonly worker: Worker<Job, Result>;
  private readonly queue: Waiting[] = [];
  private running = 0;
  /** What a job takes at present. */
  private serviceMs = 40;

  constructor({ worker }: { worker: Worker<Job, Result> }) {
    this.worker = worker;
  }

  async handle(job: Job, { deadlineMs }: { deadlineMs: number }): Promise<Result> {
    const waitMs = (this.queue.length * this.serviceMs) / this.worker.concurrency;
    if (waitMs > WAIT_SHARE * deadlineMs) throw new Busy(0);
    return new Promise<Result>((resolve, reject) => {
      this.queue.push({ job, untilMs: performance.now() + deadlineMs, resolve, reject });
      this.startNext();
    });
  }

  private startNext(): void {
    while (this.running < this.worker.concurrency && this.queue.length > 0) {
      const next = this.queue.shift()!;
      if (performance.now() + this.serviceMs < next.untilMs) void this.run(next);
      else next.reject(new Busy(this.serviceMs));
    }
  }

  private async run({ job, resolve, reject }: Waiting): Promise<void> {
    const startMs = performance.now();
    this.running++;
    try {
      resolve(await this.worker.run(job));
    } catch (error) {
      reject(error);
    }
    this.running--;
    this.serviceMs += NEWEST * (performance.now() - startMs - this.serviceMs);
    this.startNext();
  }
}
