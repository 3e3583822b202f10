import { msToUs, type SimNode, type TimelinePicture, type Timer } from '../../../sim/index.ts';
import type { Actor } from '../../cluster/process.ts';
import type { LeaseLock } from './api.ts';
import type { Ledger, LedgerJob } from './ledger.ts';

interface Work {
  readonly lock: LeaseLock;
  /** Of the lock. */
  readonly name: string;
  readonly ttlMs: number;
  readonly ledger: Ledger;
  /** Does one job while the lease lasts, or longer. */
  run(token: number, job: LedgerJob): Promise<void>;
  /** The text of what `run` threw. */
  describe(thrown: unknown): string;
}

/** How long a worker waits before it asks for the lock, milliseconds. */
const PAUSE_MS = { low: 20, high: 80 };

/** What was believed before is over, also where its process had crashed meanwhile. */
function drawBelief(timeline: TimelinePicture, lock: string, node: string, text: string | undefined): void {
  for (const belief of timeline.openIn(lock, node)) belief.end();
  if (text !== undefined) timeline.begin(lock, node, text);
}

/**
 * A process that does jobs, and shows what it believes in the chart of its lock and in the matrix `Who holds what`: it asks for the lock, runs one job, releases the lock, and so on. While a job runs it
 * renews the lease every third of its time. Nobody tells the job when the lease is lost: no message could come in time.
 */
export class Worker implements Actor {
  /** What it believes to hold. */
  token: number | undefined;
  job: number | undefined;
  readonly #node: SimNode;
  readonly #work: Work;
  #grants = 0;
  #renewal: Timer | undefined;

  constructor(node: SimNode, work: Work) {
    this.#node = node;
    this.#work = work;
  }

  async run(): Promise<void> {
    this.#later(() => void this.#tryOnce());
  }

  /** One owner for each grant: what was done under an earlier one must not pass for this one's. */
  get #owner(): string {
    return `${this.#node.id}/${this.#node.incarnation}.${this.#grants}`;
  }

  #later(then: () => void): void {
    const { low, high } = PAUSE_MS;
    this.#node.after(msToUs(low + (high - low) * this.#node.random.next()), then);
  }

  async #tryOnce(): Promise<void> {
    const { lock, name, ttlMs, ledger } = this.#work;
    if (ledger.hasWork(name)) {
      const grant = await lock.acquire(name, this.#owner, ttlMs).catch(() => undefined);
      if (grant?.ok) await this.#hold(grant.token);
    }
    this.#later(() => void this.#tryOnce());
  }

  async #hold(token: number): Promise<void> {
    const { lock, name, ledger, run, describe } = this.#work;
    const job = ledger.begin(name, token, this.#node);
    if (job) {
      this.#believe(token, job.number);
      this.#renewLater();
      try {
        await run(token, job);
        ledger.resolved(job);
      } catch (error) {
        ledger.rejected(job, describe(error));
      }
      this.#renewal!.cancel();
      this.#believe(undefined, undefined);
    }
    await lock.release(name, this.#owner).catch(() => undefined);
    this.#grants++;
  }

  #believe(token: number | undefined, job: number | undefined): void {
    const { world, id } = this.#node;
    this.token = token;
    this.job = job;
    if (world.pictures) drawBelief(world.pictures.timeline('Leases'), `lock ${this.#work.name}`, id, token === undefined ? undefined : `works with token ${token}`);
    world.history.phase(`Lock ${this.#work.name}/${id}`, token === undefined ? '' : `token ${token}`);
    world.pictures?.matrix('Who holds what').believes(id, this.#work.name, token === undefined ? '' : `token ${token}`);
  }

  #renewLater(): void {
    const { lock, name, ttlMs } = this.#work;
    this.#renewal = this.#node.after(msToUs(ttlMs / 3), () => {
      this.#renewLater();
      const renewal = this.#renewal!;
      void lock.renew(name, this.#owner, ttlMs).then(mine => { if (!mine) renewal.cancel(); }, () => undefined);
    });
  }
}
