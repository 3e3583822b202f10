// scenario: double-load
// message: stood in line for a no

import { Busy, type Worker } from 'faultlab';
import type { Job, Result } from '../contract';

interface Waiting {
  readonly job: Job;
  /** When its client stops listening. */
  readonly untilMs: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Weight of the newest service time in the average. */
const NEWEST = 0.05;

/** Looks at the time when it is the job's turn. */
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
