import { Busy, type Worker } from 'faultlab';
import type { Job, Result } from '../contract';

interface Waiting {
  readonly job: Job;
  readonly sinceMs: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** A queue whose oldest has waited so long is late: a burst is not. */
const LATE_MS = 650;
/** How long anybody waits while it is late. */
const SHORT_MS = 40;
/** It is late no more when nobody had to be sent away for so long. */
const CALM_MS = 500;

/** First come, first served, until the queue is late. Then the newest comes first, and who has waited a little goes away. */
export class Intake {
  private readonly worker: Worker<Job, Result>;
  /** Oldest first. */
  private readonly queue: Waiting[] = [];
  private running = 0;
  private lateUntilMs = 0;

  constructor({ worker }: { worker: Worker<Job, Result> }) {
    this.worker = worker;
  }

  async handle(job: Job, { deadlineMs }: { deadlineMs: number }): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.queue.push({ job, sinceMs: performance.now(), resolve, reject });
      this.startNext(deadlineMs);
    });
  }

  private startNext(deadlineMs: number): void {
    const nowMs = performance.now();
    if (this.queue[0] && nowMs - this.queue[0].sinceMs > LATE_MS) this.lateUntilMs = nowMs + CALM_MS;
    const isLate = nowMs < this.lateUntilMs;
    while (isLate && this.queue[0] && nowMs - this.queue[0].sinceMs > SHORT_MS) {
      this.queue.shift()!.reject(new Busy((0.5 + Math.random()) * deadlineMs));
      this.lateUntilMs = nowMs + CALM_MS;
    }
    while (this.running < this.worker.concurrency && this.queue.length > 0) void this.run((isLate ? this.queue.pop() : this.queue.shift())!, deadlineMs);
  }

  private async run({ job, resolve, reject }: Waiting, deadlineMs: number): Promise<void> {
    this.running++;
    await this.worker.run(job).then(resolve, reject);
    this.running--;
    this.startNext(deadlineMs);
  }
}
