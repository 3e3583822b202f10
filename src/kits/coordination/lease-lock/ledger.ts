import type { SimNode, World } from '../../../sim/index.ts';

/** Something that has to be done once, under a lock. */
export interface Task {
  readonly lock: string;
  readonly accounts: readonly string[];
}

/** One attempt at a task. */
export interface LedgerJob extends Task {
  /** Unique in the run, from 0. */
  readonly number: number;
  /** Two to the power of the number: the sum of an account tells which jobs are in it. */
  readonly delta: bigint;
}

interface Running {
  readonly job: LedgerJob;
  readonly node: SimNode;
  readonly incarnation: number;
}

/**
 * What there is to do, and who does it. A job that is rejected, or whose process has ended, is done again under
 * another number. Facts, each of the node that works: `begun` with `job`, `lock`, `token` and `accounts`; `resolved`
 * and `rejected` with `job` (and `why`); `abandoned` with `job` when it is found that its process has ended.
 */
export class Ledger {
  private readonly world: World;
  private readonly queues = new Map<string, Task[]>();
  private readonly running = new Map<number, Running>();
  private jobs = 0;

  constructor(world: World) {
    this.world = world;
  }

  add(task: Task): void {
    const queue = this.queues.get(task.lock);
    if (queue) queue.push(task);
    else this.queues.set(task.lock, [task]);
  }

  /** Whether there is anything to do under a lock. */
  hasWork(lock: string): boolean {
    this.takeBack();
    return (this.queues.get(lock)?.length ?? 0) > 0;
  }

  /** The next job for a holder of the lock. */
  begin(lock: string, token: number, node: SimNode): LedgerJob | undefined {
    const task = this.hasWork(lock) ? this.queues.get(lock)!.shift() : undefined;
    if (!task) return undefined;
    const number = this.jobs++;
    const job: LedgerJob = { ...task, number, delta: 1n << BigInt(number) };
    this.running.set(number, { job, node, incarnation: node.incarnation });
    this.world.history.fact('begun', { job: number, lock, token, accounts: task.accounts }, node.id);
    return job;
  }

  resolved({ number }: LedgerJob): void {
    const running = this.take(number);
    if (running) this.world.history.fact('resolved', { job: number }, running.node.id);
  }

  rejected(job: LedgerJob, why: string): void {
    const running = this.take(job.number);
    if (!running) return;
    this.world.history.fact('rejected', { job: job.number, why }, running.node.id);
    this.add({ lock: job.lock, accounts: job.accounts });
  }

  private take(number: number): Running | undefined {
    const running = this.running.get(number);
    this.running.delete(number);
    return running;
  }

  private takeBack(): void {
    for (const { job: { number, lock, accounts }, node, incarnation } of this.running.values()) {
      if (node.state !== 'down' && node.incarnation === incarnation) continue;
      this.running.delete(number);
      this.world.history.fact('abandoned', { job: number }, node.id);
      this.add({ lock, accounts });
    }
  }
}
