import { type SimNode, US_PER_MS } from '../../sim/index.ts';
import type { Gate } from './api.ts';
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

/** The learner's `Gate` decides. It knows jobs by their ids. Fact of the server, when a worker begins: `begun`, with `request` and `ageMs`. */
export class Gated implements Discipline {
  /** Age of the oldest request that was begun since this was set. */
  oldestBegunMs = 0;
  private readonly gate: Gate;
  private readonly node: SimNode;
  private readonly jobs = new Map<string, Job>();

  constructor(gate: Gate, node: SimNode) {
    this.gate = gate;
    this.node = node;
  }

  get waiting(): number {
    return this.jobs.size;
  }

  arrive(job: Job): boolean {
    const { id, priority, ageMs } = job;
    const decided: unknown = this.gate.arrive({ id, priority, ageMs });
    if (decided === 'reject') return false;
    if (decided !== 'queue') throw new TypeError(`Gate.arrive() returned ${String(decided)}, neither 'queue' nor 'reject'`);
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
    this.begun(job);
    return job;
  }

  done({ id }: Job, serviceMs: number): void {
    this.gate.done(id, serviceMs);
  }

  /** A gate is not told who has left. */
  withdraw(): boolean {
    return false;
  }

  private begun({ request, ageMs, arrivedUs, row }: Job): void {
    const { id, world } = this.node;
    const begunAgeMs = ageMs + (world.nowUs - arrivedUs) / US_PER_MS;
    this.oldestBegunMs = Math.max(this.oldestBegunMs, begunAgeMs);
    world.history.fact('begun', { request, ageMs: begunAgeMs }, id, row);
  }
}
