// scenario: steady
// message: nobody has worked for

import type { Worker } from 'faultlab';
import type { Job, Result } from '../contract';

/** Answers at once, whatever the worker does. */
export class Intake {
  private readonly worker: Worker<Job, Result>;
  private pictures = 0;

  constructor({ worker }: { worker: Worker<Job, Result> }) {
    this.worker = worker;
  }

  async handle(job: Job): Promise<Result> {
    void this.worker.run(job);
    return { jobId: job.id, picture: `picture ${++this.pictures}` };
  }
}
