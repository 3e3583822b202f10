import { Busy, type Worker } from 'faultlab';
import type { Job, Result } from '../contract';

interface Waiting {
  readonly job: Job;
  readonly sinceMs: number;
  readonly deadlineMs: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Of a job's time, how long the next in line may have waited. */
const OLD = 0.3;
/** Nothing that has waited longer is begun. */
const TOO_OLD = 0.9;

/** Takes no more while whoever is next has waited long: an age follows the worker by itself. */
export class Intake {
  private readonly worker: Worker<Job, Result>;
  private readonly queue: Waiting[] = [];
  private running = 0;

  constructor({ worker }: { worker: Worker<Job, Result> }) {
    this.worker = worker;
  }

  async handle(job: Job, { deadlineMs }: { deadlineMs: number }): Promise<Result> {
    const sinceMs = performance.now();
    const [next] = this.queue;
    if (next && sinceMs - next.sinceMs > OLD * deadlineMs) throw new Busy(deadlineMs);
    return new Promise<Result>((resolve, reject) => {
      this.queue.push({ job, sinceMs, deadlineMs, resolve, reject });
      this.startNext();
    });
  }

  private startNext(): void {
    while (this.running < this.worker.concurrency && this.queue.length > 0) {
      const next = this.queue.shift()!;
      if (performance.now() - next.sinceMs < TOO_OLD * next.deadlineMs) void this.run(next);
      else next.reject(new Busy(next.deadlineMs));
    }
  }

  private async run({ job, resolve, reject }: Waiting): Promise<void> {
    this.running++;
    await this.worker.run(job).then(resolve, reject);
    this.running--;
    this.startNext();
  }
}
