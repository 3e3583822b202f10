// scenario: island-reboots
// message: is nowhere

import type { Handlers, LocalLog, NodeContext, ReplicatedLog } from 'faultlab';
import type { Answer, Opening, Request } from '../contract';

type Deposit = Extract<Request, { readonly cents: number }>;

/** Who asks is answered within 500 ms. */
const PATIENCE_MS = 400;
const DRAIN_MS = 200;

/** Keeps deposits in memory until the others have them. */
export class AccountNode implements Handlers {
  private readonly ctx: NodeContext;
  private readonly log: ReplicatedLog;
  private readonly balances: Map<string, number>;
  private readonly applied = new Set<string>();
  private readonly queued = new Map<string, Deposit>();
  /** By opId: who waits here for an operation to be applied. */
  private readonly waiting = new Map<string, (answer: Answer) => void>();

  constructor(ctx: NodeContext, log: ReplicatedLog, _local: LocalLog, opening: Opening) {
    this.ctx = ctx;
    this.log = log;
    this.balances = new Map(Object.entries(opening));
    log.onApply(entry => this.apply(entry as Request));
  }

  async recover(): Promise<void> {
    this.ctx.setTimer('drain', DRAIN_MS);
  }

  async onRequest(request: Request): Promise<Answer> {
    if (request.op === 'deposit') {
      this.queued.set(request.opId, request);
      return { ok: true };
    }
    const answer = await this.ordered(request);
    if (request.op === 'withdraw') return answer ?? { ok: false, why: 'unavailable' };
    return { ok: true, balance: this.balanceOf(request.account), fresh: answer !== undefined };
  }

  /** Deposits of this disk find their way into the order, as often as it takes. */
  onTimer(): void {
    for (const deposit of this.queued.values()) this.propose(deposit);
    this.ctx.setTimer('drain', DRAIN_MS);
  }

  /** What became of an operation in the common order; undefined if that is not known in time. An answer to `propose` may be lost, what is applied is not. */
  private ordered(request: Request): Promise<Answer | undefined> {
    return new Promise(resolve => {
      this.waiting.set(request.opId, resolve);
      setTimeout(() => {
        this.waiting.delete(request.opId);
        resolve(undefined);
      }, PATIENCE_MS);
      this.propose(request);
    });
  }

  private propose(request: Request): void {
    this.log.propose(request, { timeoutMs: PATIENCE_MS }).catch(() => {});
  }

  /** An entry may be in the log more than once: only the first one counts. */
  private apply(entry: Request): void {
    if (!this.applied.has(entry.opId)) {
      this.applied.add(entry.opId);
      const answer = this.carryOut(entry);
      this.waiting.get(entry.opId)?.(answer);
      this.waiting.delete(entry.opId);
    }
    this.queued.delete(entry.opId);
  }

  private carryOut(entry: Request): Answer {
    const held = this.balances.get(entry.account) ?? 0;
    if (entry.op === 'withdraw' && held < entry.cents) return { ok: false, why: 'insufficient' };
    if (entry.op !== 'balance') this.balances.set(entry.account, entry.op === 'deposit' ? held + entry.cents : held - entry.cents);
    return { ok: true };
  }

  private balanceOf(account: string): number {
    const mine = [...this.queued.values()].filter(deposit => deposit.account === account);
    return mine.reduce((sum, { cents }) => sum + cents, this.balances.get(account) ?? 0);
  }
}
