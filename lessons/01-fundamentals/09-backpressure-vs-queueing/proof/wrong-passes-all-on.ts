// scenario: double-load
// message: The worker is busy for nobody

import type { Worker } from 'faultlab';
import type { Job, Result } from '../contract';

/** Has no queue: the worker has one. */
export class Intake {
  private readonly worker: Worker<Job, Result>;

  constructor({ worker }: { worker: Worker<Job, Result> }) {
    this.worker = worker;
  }

  handle(job: Job): Promise<Result> {
    return this.worker.run(job);
  }
}
