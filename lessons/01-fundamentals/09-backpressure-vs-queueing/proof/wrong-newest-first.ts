// scenario: double-load
// message: heard nothing for 1 s

import type { Worker } from 'faultlab';
import type { Job, Result } from '../contract';

interface Waiting {
  readonly job: Job;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** The newest has the best chances; the others are never told. */
export class Intake {
  private readonly worker: Worker<Job, Result>;
  private readonly queue: Waiting[] = [];
  private running = 0;

  constructor({ worker }: { worker: Worker<Job, Result> }) {
    this.worker = worker;
  }

  /** A client sends a job and listens for `deadlineMs`. Resolve with its result, or throw `new Busy(retryAfterMs)`. */
  async handle(job: Job, _options: { deadlineMs: number }): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.queue.push({ job, resolve, reject });
      this.startNext();
    });
  }

  private startNext(): void {
    while (this.running < this.worker.concurrency && this.queue.length > 0) void this.run(this.queue.pop()!);
  }

  private async run({ job, resolve, reject }: Waiting): Promise<void> {
    this.running++;
    try {
      resolve(await this.worker.run(job));
    } catch (error) {
      reject(error);
    }
    this.running--;
    this.startNext();
  }
}
