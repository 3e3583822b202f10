import { Fenced, Unknown, type NodeContext, type NodeId } from 'faultlab';
import type { FencedOp, FencedReply, Job, ShardClient } from '../contract';

/** One record of the log: a promise for a lock, and perhaps a balance that was set under it. */
type Entry = [lock: string, token: number] | [lock: string, token: number, key: string, value: bigint];

const LOG = 'log';

/** Keeps the balances of some accounts. */
export class Shard {
  private readonly ctx: NodeContext;
  private readonly balances = new Map<string, bigint>();
  /** Per lock the newest token that is durable. Tokens of different locks say nothing about each other. */
  private readonly newest = new Map<string, number>();
  /** Per lock the end of the queue: the look and the change are one step for all who hold the same lock. */
  private readonly tails = new Map<string, Promise<unknown>>();

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {
    for (const entry of (await this.ctx.disk.read(LOG)) as Entry[]) this.apply(entry);
  }

  onRequest(op: FencedOp): Promise<FencedReply> {
    const before = this.tails.get(op.lock) ?? Promise.resolve();
    const mine = before.then(() => this.handle(op));
    this.tails.set(op.lock, mine.catch(() => undefined));
    return mine;
  }

  private async handle(op: FencedOp): Promise<FencedReply> {
    const newest = this.newest.get(op.lock);
    if (newest !== undefined && op.token < newest) return { ok: false, reason: 'fenced' };
    const known = newest === op.token;

    if (op.op === 'write') {
      // A repetition of what is durable already needs no second sync.
      if (!(known && this.balances.get(op.key) === op.value)) await this.persist([op.lock, op.token, op.key, op.value]);
      return { ok: true };
    }
    // A read is a promise too: what its sender writes next rests on it.
    if (!known) await this.persist([op.lock, op.token]);
    return op.op === 'read' ? { ok: true, value: this.balances.get(op.key) ?? 0n } : { ok: true };
  }

  private async persist(entry: Entry): Promise<void> {
    await this.ctx.disk.append(LOG, entry);
    await this.ctx.disk.sync();
    this.apply(entry);
  }

  private apply(entry: Entry): void {
    const [lock, token, key, value] = entry;
    const newest = this.newest.get(lock);
    if (newest === undefined || token > newest) this.newest.set(lock, token);
    if (key !== undefined && value !== undefined) this.balances.set(key, value);
  }
}

/** Adds the job's delta to all of its accounts. The lock is held when it is called. */
export async function runJob(token: number, lock: string, job: Job, shards: ShardClient): Promise<void> {
  let stopped = false;

  /** Asks again until there is an answer. To repeat a write of ours is harmless: it sets the same value. */
  const insist = async (shard: NodeId, op: FencedOp): Promise<bigint> => {
    for (;;) {
      if (stopped) throw new Fenced('Fenced', `token ${token} of ${lock} is out of date`);
      try {
        const reply = await shards.call(shard, op, { timeoutMs: 250 });
        if (reply.ok) return reply.value ?? 0n;
        stopped = true;
      } catch (error) {
        if (!(error instanceof Unknown)) throw error;
      }
    }
  };

  await Promise.all(
    job.accounts.map(async (key) => {
      const shard = shards.shardOf(key);
      const value = await insist(shard, { op: 'read', lock, token, key });
      await insist(shard, { op: 'write', lock, token, key, value: value + job.delta });
    }),
  );
}
