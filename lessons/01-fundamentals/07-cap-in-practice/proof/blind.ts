import { sleep } from 'faultlab';
import type { Handlers, LocalLog, NodeContext, ReplicatedLog } from 'faultlab';
import type { Answer, Opening, Request } from '../contract';

type Movement = Extract<Request, { cents: number }>;

/** How long an operation that needs a majority waits for it. */
const PATIENCE_MS = { withdraw: 400, balance: 350 } as const;

/**
 * One of three nodes of a bank. Deposits commute, so they are taken on this disk alone and brought to the log later;
 * withdrawals are decided by their place in the log or not at all; a balance is fresh if the log answers in time, else old.
 */
export class AccountNode implements Handlers {
  private readonly log: ReplicatedLog;
  private readonly local: LocalLog<Movement>;
  private readonly balances: Map<string, number>;
  /** Movements that have had their place in the log: a second one counts for nothing. */
  private readonly seen = new Set<string>();
  /** Deposits that are on this disk and not yet seen in the log. */
  private readonly pending = new Map<string, Movement>();
  /** By opId: who waits here for an operation to be applied. */
  private readonly waiting = new Map<string, (answer: Answer) => void>();

  constructor(_ctx: NodeContext, log: ReplicatedLog, local: LocalLog<Movement>, opening: Opening) {
    this.log = log;
    this.local = local;
    this.balances = new Map(Object.entries(opening));
    log.onApply(entry => this.apply(entry as Request));
  }

  async recover(): Promise<void> {
    for (const entry of [...this.local.entries()]) {
      if (this.seen.has(entry.opId)) this.forget(entry.opId);
      else this.keep(entry);
    }
  }

  async onRequest(request: Request): Promise<Answer> {
    if (request.op === 'deposit') {
      await this.local.append(request);
      this.keep(request);
      return { ok: true };
    }
    const { op, account, opId } = request;
    return new Promise<Answer>(resolve => {
      this.waiting.set(opId, resolve);
      void this.bring(request, 150, () => !this.waiting.has(opId));
      setTimeout(() => {
        if (!this.waiting.delete(opId)) return;
        resolve(op === 'balance' ? { ok: true, balance: this.known(account), fresh: false } : { ok: false, why: 'unavailable' });
      }, PATIENCE_MS[op as 'withdraw' | 'balance']);
    });
  }

  /** A deposit is on this disk: from now on it is known here, and is proposed until it is in the log. */
  private keep(entry: Movement): void {
    this.pending.set(entry.opId, entry);
    void this.bring(entry, 500, () => !this.pending.has(entry.opId));
  }

  /** Proposes an entry again and again until there is no need to. Only its application counts, not the answer to `propose`. */
  private async bring(entry: Request, timeoutMs: number, done: () => boolean): Promise<void> {
    while (!done()) {
      try {
        await this.log.propose(entry, { timeoutMs });
        await sleep(timeoutMs);
      } catch {
        await sleep(50);
      }
    }
  }

  private forget(opId: string): void {
    this.local.remove(opId).catch(() => undefined); // it is tried again after the next start
  }

  private known(account: string): number {
    let sum = this.balances.get(account) ?? 0;
    for (const entry of this.pending.values()) if (entry.account === account) sum += entry.cents;
    return sum;
  }

  /** An operation has its place in the order: the same one on every node. */
  private apply(entry: Request): void {
    if (entry.op === 'balance') {
      this.settle(entry.opId, { ok: true, balance: this.known(entry.account), fresh: true });
      return;
    }
    if (this.seen.has(entry.opId)) return;
    this.seen.add(entry.opId);
    if (this.pending.delete(entry.opId)) this.forget(entry.opId);
    this.settle(entry.opId, this.move(entry));
  }

  private move(entry: Movement): Answer {
    const held = this.balances.get(entry.account) ?? 0;
    if (entry.op === 'withdraw' && held < entry.cents) return { ok: false, why: 'insufficient' };
    this.balances.set(entry.account, entry.op === 'deposit' ? held + entry.cents : held - entry.cents);
    return { ok: true };
  }

  private settle(opId: string, answer: Answer): void {
    this.waiting.get(opId)?.(answer);
    this.waiting.delete(opId);
  }
}
