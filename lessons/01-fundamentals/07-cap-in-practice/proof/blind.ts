import { sleep } from 'faultlab';
import type { Handlers, LocalLog, NodeContext, ReplicatedLog } from 'faultlab';
import type { Answer, Opening, Request } from '../contract';

type Move = Extract<Request, { readonly cents: number }>;
/** What stands in the shared log: one or several requests, in this order. */
type Batch = readonly Request[];

/** When a client hears what this node knows by itself. */
const PATIENCE_MS = 400;
/** A proposal that has not come back by then is made again; an opId counts once. */
const AGAIN_MS = 200;
const FLUSH_MS = 100;

/** One of three nodes of a bank. */
export class AccountNode implements Handlers {
  private readonly ctx: NodeContext;
  private readonly log: ReplicatedLog;
  private readonly local: LocalLog<Move>;
  private readonly balances: Map<string, number>;
  /** Every opId that has had its place in the order, whatever came of it. */
  private readonly applied = new Set<string>();
  private readonly waiting = new Map<string, (answer: Answer) => void>();
  private flushing = false;

  constructor(ctx: NodeContext, log: ReplicatedLog, local: LocalLog<Move>, opening: Opening) {
    this.ctx = ctx;
    this.log = log;
    this.local = local;
    this.balances = new Map(Object.entries(opening));
    log.onApply(batch => {
      for (const entry of batch as Batch) this.apply(entry);
    });
  }

  async recover(): Promise<void> {
    this.ctx.setTimer('flush', FLUSH_MS);
  }

  onTimer(): void {
    this.ctx.setTimer('flush', FLUSH_MS);
    void this.flush();
  }

  async onRequest(request: Request): Promise<Answer> {
    if (request.op === 'deposit') {
      // Both sides of a cut may take in money: durable here is enough, the others hear of it when they can.
      await this.local.append(request);
      void this.flush();
      return { ok: true };
    }
    const answer = await this.decide(request);
    if (answer !== undefined) return answer;
    if (request.op === 'withdraw') return { ok: false, why: 'unavailable' };
    return { ok: true, balance: this.known(request.account), fresh: false };
  }

  /** What came of a request at its place in the order; undefined if it has none in time. */
  private async decide(request: Request): Promise<Answer | undefined> {
    const decided = new Promise<Answer>(resolve => this.waiting.set(request.opId, resolve));
    const tooLate = sleep(PATIENCE_MS).then(() => undefined);
    void this.keepProposing(request);
    const answer = await Promise.race([decided, tooLate]);
    this.waiting.delete(request.opId);
    return answer;
  }

  private async keepProposing(request: Request): Promise<void> {
    while (this.waiting.has(request.opId)) {
      try {
        // What was deposited here comes first.
        await this.log.propose([...this.pending(), request], { timeoutMs: AGAIN_MS });
        return;
      } catch {
        await sleep(20);
      }
    }
  }

  private pending(): Move[] {
    return this.local.entries().filter(entry => !this.applied.has(entry.opId));
  }

  private known(account: string): number {
    let sum = this.balances.get(account) ?? 0;
    for (const entry of this.pending()) if (entry.account === account) sum += entry.cents;
    return sum;
  }

  /** Gives deposits a place in the order; removes those that have one. */
  private async flush(): Promise<void> {
    if (this.flushing) return;
    this.flushing = true;
    try {
      for (const entry of this.local.entries().filter(e => this.applied.has(e.opId))) await this.local.remove(entry.opId);
      const batch = this.pending();
      if (batch.length > 0) await this.log.propose(batch, { timeoutMs: AGAIN_MS });
    } catch {
      // Again at the next timer.
    } finally {
      this.flushing = false;
    }
  }

  private apply(entry: Request): void {
    if (this.applied.has(entry.opId)) return;
    this.applied.add(entry.opId);
    const answer = this.carryOut(entry);
    this.waiting.get(entry.opId)?.(answer);
    this.waiting.delete(entry.opId);
  }

  private carryOut(entry: Request): Answer {
    if (entry.op === 'balance') return { ok: true, balance: this.known(entry.account), fresh: true };
    const held = this.balances.get(entry.account) ?? 0;
    if (entry.op === 'withdraw' && held < entry.cents) return { ok: false, why: 'insufficient' };
    this.balances.set(entry.account, entry.op === 'deposit' ? held + entry.cents : held - entry.cents);
    return { ok: true };
  }
}
