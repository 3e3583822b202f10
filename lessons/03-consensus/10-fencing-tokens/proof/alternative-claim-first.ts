import { Fenced, Unknown, type NodeContext, type NodeId } from 'faultlab';
import type { FencedOp, FencedReply, Job, ShardClient } from '../contract';

const FENCED: FencedReply = { ok: false, reason: 'fenced' };
const FILE = 'shard.log';

/** Only who has claimed a shard may use it. */
export class Shard {
  private readonly ctx: NodeContext;
  private readonly tokens = new Map<string, number>();
  private readonly balances = new Map<string, bigint>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {
    for (const op of await this.ctx.disk.read(FILE)) this.apply(op as FencedOp);
  }

  /** One at a time: between the look at the token and the change nothing else happens. */
  onRequest(op: FencedOp): Promise<FencedReply> {
    const reply = this.last.then(() => this.serve(op));
    this.last = reply.catch(() => undefined);
    return reply;
  }

  private async serve(op: FencedOp): Promise<FencedReply> {
    const newest = this.tokens.get(op.lock) ?? 0;
    if (op.op === 'claim' ? op.token < newest : op.token !== newest) return FENCED;
    if (op.op !== 'read') {
      await this.ctx.disk.append(FILE, op);
      await this.ctx.disk.sync();
      this.apply(op);
    }
    return op.op === 'read' ? { ok: true, value: this.balances.get(op.key) ?? 0n } : { ok: true };
  }

  private apply(op: FencedOp): void {
    this.tokens.set(op.lock, op.token);
    if (op.op === 'write') this.balances.set(op.key, op.value);
  }
}

/** Adds the job's delta to its accounts. Rejects if a newer holder has been there. */
export async function runJob(token: number, lock: string, job: Job, shards: ShardClient): Promise<void> {
  await Promise.all(shards.all.map(shard => insist(shards, shard, { op: 'claim', lock, token })));
  await Promise.all(job.accounts.map(async key => {
    const shard = shards.shardOf(key);
    const value = await insist(shards, shard, { op: 'read', lock, token, key });
    await insist(shards, shard, { op: 'write', lock, token, key, value: value + job.delta });
  }));
}

const SILENCE_MS = 150;

/** Asks until there is an answer: the same read or the same write, so that twice is as good as once. */
async function insist(shards: ShardClient, shard: NodeId, op: FencedOp): Promise<bigint> {
  for (;;) {
    try {
      const reply = await shards.call(shard, op, { timeoutMs: SILENCE_MS });
      if (!reply.ok) throw new Fenced('Fenced', `${shard} knows a newer token than ${op.token}`);
      return reply.value ?? 0n;
    } catch (error) {
      if (!(error instanceof Unknown)) throw error;
    }
  }
}
