// scenario: double-load
// message: was told that it is not done

import { Busy, type Worker } from 'faultlab';
import type { Job, Result } from '../contract';

/** Refuses shortly before the client leaves, wherever the job is. */
export class Intake {
  private readonly worker: Worker<Job, Result>;

  constructor({ worker }: { worker: Worker<Job, Result> }) {
    this.worker = worker;
  }

  handle(job: Job, { deadlineMs }: { deadlineMs: number }): Promise<Result> {
    const tooLate = new Promise<never>((_resolve, reject) => setTimeout(() => reject(new Busy(500)), 0.9 * deadlineMs));
    return Promise.race([this.worker.run(job), tooLate]);
  }
}
