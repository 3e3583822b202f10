import type { Handlers, LocalLog, NodeContext, ReplicatedLog } from 'faultlab';
import type { Answer, Opening, Request } from './contract';

/** One of three nodes of a bank. Every operation takes its place in the log that all three share. */
export class AccountNode implements Handlers {
  private readonly log: ReplicatedLog;
  private readonly balances: Map<string, number>;
  /** By opId: who waits here for an operation to be applied. */
  private readonly waiting = new Map<string, (answer: Answer) => void>();

  constructor(_ctx: NodeContext, log: ReplicatedLog, _local: LocalLog, opening: Opening) {
    this.log = log;
    this.balances = new Map(Object.entries(opening));
    log.onApply(entry => this.apply(entry as Request));
  }

  async onRequest(request: Request): Promise<Answer> {
    // TODO: what does each of the three operations need, and what is it worth when the others cannot be reached?
    const applied = new Promise<Answer>(resolve => this.waiting.set(request.opId, resolve));
    await this.log.propose(request, { timeoutMs: 30_000 });
    return applied;
  }

  /** An operation has its place in the order: the same one on every node. */
  private apply(entry: Request): void {
    const answer = this.carryOut(entry);
    this.waiting.get(entry.opId)?.(answer);
    this.waiting.delete(entry.opId);
  }

  private carryOut(entry: Request): Answer {
    const held = this.balances.get(entry.account) ?? 0;
    if (entry.op === 'balance') return { ok: true, balance: held, fresh: true };
    if (entry.op === 'withdraw' && held < entry.cents) return { ok: false, why: 'insufficient' };
    this.balances.set(entry.account, entry.op === 'deposit' ? held + entry.cents : held - entry.cents);
    return { ok: true };
  }
}
