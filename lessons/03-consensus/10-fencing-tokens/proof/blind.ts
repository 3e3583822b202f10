import { Fenced, Unknown, type NodeContext, type NodeId } from 'faultlab';
import type { FencedOp, FencedReply, Job, ShardClient } from '../contract';

/** One record of the log: a promise, and with it perhaps a change. One record, so a crash cannot tear them apart. */
type Entry = [lock: string, token: number, key?: string, value?: bigint];

const LOG = 'log';

/** Keeps the balances of some accounts. */
export class Shard {
  private readonly ctx: NodeContext;
  private readonly balances = new Map<string, bigint>();
  /** Newest token per lock; tokens of different locks say nothing about each other. Durable before it is answered. */
  private readonly promised = new Map<string, number>();
  /** The operation at work: the next one begins when it has ended. */
  private tail: Promise<unknown> = Promise.resolve();

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {
    // What survived without a finished sync is about to be answered from, so make it durable.
    await this.ctx.disk.sync();
    for (const entry of await this.ctx.disk.read(LOG) as Entry[]) this.apply(entry);
  }

  onRequest(op: FencedOp): Promise<FencedReply> {
    const result = this.tail.then(() => this.handle(op));
    this.tail = result.catch(() => undefined);
    return result;
  }

  private async handle(op: FencedOp): Promise<FencedReply> {
    const newest = this.promised.get(op.lock);
    if (newest !== undefined && op.token < newest) return { ok: false, reason: 'fenced' };
    if (op.op === 'write') {
      // The same write again changes nothing, and is durable already.
      if (newest !== op.token || this.balances.get(op.key) !== op.value) await this.log([op.lock, op.token, op.key, op.value]);
      return { ok: true };
    }
    if (newest !== op.token) await this.log([op.lock, op.token]);
    return op.op === 'read' ? { ok: true, value: this.balances.get(op.key) ?? 0n } : { ok: true };
  }

  private async log(entry: Entry): Promise<void> {
    await this.ctx.disk.append(LOG, entry);
    await this.ctx.disk.sync();
    this.apply(entry);
  }

  private apply([lock, token, key, value]: Entry): void {
    this.promised.set(lock, Math.max(token, this.promised.get(lock) ?? token));
    if (key !== undefined && value !== undefined) this.balances.set(key, value);
  }
}

/** Adds the job's delta to all of its accounts. The lock is held when it is called. */
export async function runJob(token: number, lock: string, job: Job, shards: ShardClient): Promise<void> {
  let fenced = false;

  /** Asks again until there is an answer. */
  const insist = async (shard: NodeId, op: FencedOp): Promise<bigint> => {
    while (!fenced) {
      try {
        const reply = await shards.call(shard, op, { timeoutMs: 250 });
        if (reply.ok) return reply.value ?? 0n;
        fenced = true;
      } catch (error) {
        if (!(error instanceof Unknown)) throw error;
      }
    }
    throw new Fenced('Fenced', `${lock}: somebody newer than ${token} has been there`);
  };

  // A read is a promise too: after it nobody older changes what was read. The value to write is computed once, so that
  // asking again is harmless.
  await Promise.all([...new Set(job.accounts)].map(async key => {
    const shard = shards.shardOf(key);
    const value = await insist(shard, { op: 'read', lock, token, key });
    await insist(shard, { op: 'write', lock, token, key, value: value + job.delta });
  }));
}
