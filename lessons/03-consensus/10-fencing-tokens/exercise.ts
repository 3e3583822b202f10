import { Unknown, type NodeContext, type NodeId } from 'faultlab';
import type { FencedOp, FencedReply, Job, ShardClient } from './contract';

/** Keeps the balances of some accounts. */
export class Shard {
  private readonly ctx: NodeContext;
  private readonly balances = new Map<string, bigint>();

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {
    for (const [key, value] of await this.ctx.disk.read('balances') as [string, bigint][]) this.balances.set(key, value);
  }

  async onRequest(op: FencedOp): Promise<FencedReply> {
    // TODO: op.lock and op.token say who asks. Who must be refused, and what has to be remembered for that?
    if (op.op === 'claim') return { ok: true };
    if (op.op === 'read') return { ok: true, value: this.balances.get(op.key) ?? 0n };
    await this.ctx.disk.append('balances', [op.key, op.value]);
    await this.ctx.disk.sync();
    this.balances.set(op.key, op.value);
    return { ok: true };
  }
}

/** Adds the job's delta to all of its accounts. The lock is held when it is called. */
export async function runJob(token: number, lock: string, job: Job, shards: ShardClient): Promise<void> {
  for (const key of job.accounts) {
    const shard = shards.shardOf(key);
    const reply = await insist(shards, shard, { op: 'read', lock, token, key });
    // TODO: a shard may refuse.
    const value = reply.ok ? reply.value ?? 0n : 0n;
    await insist(shards, shard, { op: 'write', lock, token, key, value: value + job.delta });
  }
}

/** Asks again until there is an answer. */
async function insist(shards: ShardClient, shard: NodeId, op: FencedOp): Promise<FencedReply> {
  for (;;) {
    try {
      return await shards.call(shard, op, { timeoutMs: 250 });
    } catch (error) {
      if (!(error instanceof Unknown)) throw error;
    }
  }
}
