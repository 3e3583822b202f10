import { KitError, sleep } from 'faultlab';
import type { Handlers, LocalLog, NodeContext, ReplicatedLog } from 'faultlab';
import type { Answer, Opening, Request } from '../contract';

type Movement = Extract<Request, { cents: number }>;
type Deposit = Movement & { readonly op: 'deposit' };

/** How long a client may wait for the others' say: it expects an answer within 500 ms, also from a node that is cut off. */
const PATIENCE_MS = 400;
/** One attempt to get a deposit into the log, and the pause after one that failed: several fit into the 2 s it may take. */
const ATTEMPT_MS = 500;
const PAUSE_MS = 200;

/**
 * One of three nodes of a bank. Each operation chooses for itself what it gives up while the others cannot be reached:
 *
 * - A deposit is never refused. It is confirmed as soon as it is on this disk, and carried into the shared log afterwards.
 * - A withdrawal is decided by the log alone, because it is about common money. Without the log there is no decision.
 * - A balance takes its place in the log to be fresh. Without the log this node tells what it knows, and that it may be old.
 */
export class AccountNode implements Handlers {
  private readonly log: ReplicatedLog;
  private readonly local: LocalLog<Deposit>;
  /** What the log says, as far as it was applied here. */
  private readonly balances: Map<string, number>;
  /** The opId of every movement that was applied, so that one that was proposed twice counts once. */
  private readonly applied = new Set<string>();
  /** By opId: who waits here for an operation to be applied. */
  private readonly waiting = new Map<string, (answer: Answer) => void>();

  constructor(_ctx: NodeContext, log: ReplicatedLog, local: LocalLog<Deposit>, opening: Opening) {
    this.log = log;
    this.local = local;
    this.balances = new Map(Object.entries(opening));
    log.onApply(entry => this.apply(entry as Request));
  }

  /** Deposits that were confirmed before a crash may not have reached the log. */
  async recover(): Promise<void> {
    for (const deposit of this.local.entries()) void this.deliver(deposit);
  }

  async onRequest(request: Request): Promise<Answer> {
    switch (request.op) {
      case 'deposit':
        return this.deposit(request as Deposit);
      case 'withdraw':
        return (await this.ordered(request)) ?? { ok: false, why: 'unavailable' };
      case 'balance':
        return (await this.ordered(request)) ?? { ok: true, balance: this.known(request.account), fresh: false };
    }
  }

  private async deposit(deposit: Deposit): Promise<Answer> {
    await this.local.append(deposit);
    void this.deliver(deposit);
    return { ok: true };
  }

  /** Proposes a deposit until it has been applied here; until then it stays on this disk. */
  private async deliver(deposit: Deposit): Promise<void> {
    while (!this.applied.has(deposit.opId)) {
      try {
        const { index } = await this.log.propose(deposit, { timeoutMs: ATTEMPT_MS });
        await this.log.waitApplied(index);
      } catch (error) {
        // Refused or unknown: either way another attempt does no harm.
        if (!(error instanceof KitError)) throw error;
        await sleep(PAUSE_MS);
      }
    }
    await this.local.remove(deposit.opId);
  }

  /**
   * What the log makes of an operation; undefined if that is not known in time. Whether it was applied is seen in the log
   * itself: the answer to `propose` may be lost. It is proposed once, so that nothing happens long after its client left.
   */
  private async ordered(request: Request): Promise<Answer | undefined> {
    const applied = new Promise<Answer>(resolve => this.waiting.set(request.opId, resolve));
    const proposed = this.log.propose(request, { timeoutMs: PATIENCE_MS }).then(
      () => applied,
      (error: unknown) => {
        if (!(error instanceof KitError)) throw error;
        return undefined;
      },
    );
    try {
      return (await Promise.race([applied, proposed, sleep(PATIENCE_MS)])) ?? undefined;
    } finally {
      this.waiting.delete(request.opId);
    }
  }

  /** An operation has its place in the order: the same one on every node. */
  private apply(entry: Request): void {
    if (this.applied.has(entry.opId)) return;
    const answer = entry.op === 'balance' ? this.freshBalance(entry.account) : this.move(entry);
    this.waiting.get(entry.opId)?.(answer);
  }

  private move({ op, account, cents, opId }: Movement): Answer {
    this.applied.add(opId);
    const held = this.held(account);
    if (op === 'withdraw' && held < cents) return { ok: false, why: 'insufficient' };
    this.balances.set(account, op === 'deposit' ? held + cents : held - cents);
    return { ok: true };
  }

  /** Asked for only where a balance has its place in the log. */
  private freshBalance(account: string): Answer {
    return { ok: true, balance: this.known(account), fresh: true };
  }

  private held(account: string): number {
    return this.balances.get(account) ?? 0;
  }

  /** What this node knows: the log as far as it has come, and what was paid in here and is not in it yet. */
  private known(account: string): number {
    const underway = this.local.entries().filter(deposit => deposit.account === account && !this.applied.has(deposit.opId));
    return underway.reduce((sum, deposit) => sum + deposit.cents, this.held(account));
  }
}
