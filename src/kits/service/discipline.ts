import type { Bulkheads, Gate, Release } from './api.ts';
import type { Job } from './serving.ts';

/** Who waits for a worker of a server, who is next, and who is refused. */
export interface Discipline {
  /** False: it is refused. `free`: a worker has nothing to do. */
  arrive(job: Job, free: boolean): boolean;
  next(): Job | undefined;
  done(job: Job, serviceMs: number): void;
  /** A job that waits leaves; false: it does not wait, or has to stay. */
  withdraw(job: Job): boolean;
  readonly waiting: number;
}

/** First come, first served, with room for `length` requests that wait. */
export class Fifo implements Discipline {
  private readonly queue: Job[] = [];
  private readonly length: number;

  constructor(length: number) {
    this.length = length;
  }

  get waiting(): number {
    return this.queue.length;
  }

  arrive(job: Job, free: boolean): boolean {
    if (!free && this.queue.length >= this.length) return false;
    this.queue.push(job);
    return true;
  }

  next(): Job | undefined {
    return this.queue.shift();
  }

  done(): void {}

  withdraw(job: Job): boolean {
    const place = this.queue.indexOf(job);
    if (place < 0) return false;
    this.queue.splice(place, 1);
    return true;
  }
}

/** The learner's `Gate` decides. It knows jobs by their ids. */
export class Gated implements Discipline {
  private readonly gate: Gate;
  private readonly jobs = new Map<string, Job>();

  constructor(gate: Gate) {
    this.gate = gate;
  }

  get waiting(): number {
    return this.jobs.size;
  }

  arrive(job: Job): boolean {
    const { id, priority, ageMs } = job;
    if (this.gate.arrive({ id, priority, ageMs }) !== 'queue') return false;
    this.jobs.set(id, job);
    return true;
  }

  next(): Job | undefined {
    if (this.jobs.size === 0) return undefined;
    const id = this.gate.next();
    if (id === null) return undefined;
    const job = this.jobs.get(id);
    if (!job) throw new TypeError(`Gate.next() returned ${String(id)}, which does not wait`);
    this.jobs.delete(id);
    return job;
  }

  done({ id }: Job, serviceMs: number): void {
    this.gate.done(id, serviceMs);
  }

  /** A gate is not told who has left. */
  withdraw(): boolean {
    return false;
  }
}

/** The learner's `Bulkheads` let requests in by their `route`, or turn them away; nobody is meant to wait inside. */
export class Divided implements Discipline {
  private readonly bulkheads: Bulkheads;
  private readonly inside: Fifo = new Fifo(Infinity);
  private readonly releases = new Map<Job, Release>();

  constructor(bulkheads: Bulkheads) {
    this.bulkheads = bulkheads;
  }

  get waiting(): number {
    return this.inside.waiting;
  }

  arrive(job: Job, free: boolean): boolean {
    const release = this.bulkheads.tryEnter(String((job.body as { route?: unknown }).route));
    if (release === null) return false;
    this.releases.set(job, release);
    return this.inside.arrive(job, free);
  }

  next(): Job | undefined {
    return this.inside.next();
  }

  done(job: Job): void {
    const release = this.releases.get(job)!;
    this.releases.delete(job);
    release();
  }

  withdraw(job: Job): boolean {
    if (!this.inside.withdraw(job)) return false;
    this.done(job);
    return true;
  }
}
