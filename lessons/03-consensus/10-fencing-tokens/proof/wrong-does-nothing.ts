// scenario: clean-handover
// message: it never wrote it
import type { NodeContext } from 'faultlab';
import type { FencedOp, FencedReply, Job, ShardClient } from '../contract';

const FENCED: FencedReply = { ok: false, reason: 'fenced' };
const FILE = 'shard.log';

/** Keeps balances, and the newest token of every lock that has touched it. */
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
    if (op.token < newest) return FENCED;
    if (op.token > newest || op.op === 'write') {
      // What an answer promises outlives a crash: the token of a read too.
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

/** Done before it has begun. */
export async function runJob(_token: number, _lock: string, _job: Job, _shards: ShardClient): Promise<void> {}
