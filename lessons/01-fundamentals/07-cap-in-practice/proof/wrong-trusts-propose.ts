// scenario: lost-ack
// message: nothing was in the way of the right answer

import type { Handlers, LocalLog, NodeContext, ReplicatedLog } from 'faultlab';
import type { Answer, Opening, Request } from '../contract';

type Deposit = Extract<Request, { readonly cents: number }>;

/** Who asks is answered within 500 ms. */
const PATIENCE_MS = 400;
const DRAIN_MS = 200;

/** Goes by the answer to propose alone. */
export class AccountNode implements Handlers {
  private readonly ctx: NodeContext;
  private readonly log: ReplicatedLog;
  private readonly local: LocalLog<Deposit>;
  private readonly balances: Map<string, number>;
  private readonly applied = new Set<string>();
  private readonly outcomes = new Map<string, Answer>();

  constructor(ctx: NodeContext, log: ReplicatedLog, local: LocalLog<Deposit>, opening: Opening) {
    this.ctx = ctx;
    this.log = log;
    this.local = local;
    this.balances = new Map(Object.entries(opening));
    log.onApply(entry => this.apply(entry as Request));
  }

  async recover(): Promise<void> {
    this.ctx.setTimer('drain', DRAIN_MS);
  }

  async onRequest(request: Request): Promise<Answer> {
    if (request.op === 'deposit') {
      await this.local.append(request);
      return { ok: true };
    }
    const proposed = await this.log.propose(request, { timeoutMs: PATIENCE_MS }).catch(() => undefined);
    if (proposed) await this.log.waitApplied(proposed.index);
    if (request.op === 'withdraw') return proposed ? this.outcomes.get(request.opId)! : { ok: false, why: 'unavailable' };
    return { ok: true, balance: this.balanceOf(request.account), fresh: proposed !== undefined };
  }

  /** Deposits of this disk find their way into the order, as often as it takes. */
  onTimer(): void {
    for (const deposit of this.local.entries()) this.propose(deposit);
    this.ctx.setTimer('drain', DRAIN_MS);
  }

  private propose(request: Request): void {
    this.log.propose(request, { timeoutMs: PATIENCE_MS }).catch(() => {});
  }

  /** An entry may be in the log more than once: only the first one counts. */
  private apply(entry: Request): void {
    if (!this.applied.has(entry.opId)) {
      this.applied.add(entry.opId);
      this.outcomes.set(entry.opId, this.carryOut(entry));
    }
    if (this.local.entries().some(({ opId }) => opId === entry.opId)) void this.local.remove(entry.opId);
  }

  private carryOut(entry: Request): Answer {
    const held = this.balances.get(entry.account) ?? 0;
    if (entry.op === 'withdraw' && held < entry.cents) return { ok: false, why: 'insufficient' };
    if (entry.op !== 'balance') this.balances.set(entry.account, entry.op === 'deposit' ? held + entry.cents : held - entry.cents);
    return { ok: true };
  }

  private balanceOf(account: string): number {
    const mine = this.local.entries().filter(deposit => deposit.account === account);
    return mine.reduce((sum, { cents }) => sum + cents, this.balances.get(account) ?? 0);
  }
}
