import { KitError, type Handlers, type LocalLog, type NodeContext, type NodeId, type ReplicatedLog } from 'faultlab';
import type { Answer, Opening, Request } from '../contract';

type Moved = Extract<Request, { readonly cents: number }>;
/** Done on a node's own disk: a deposit, or a withdrawal from what the node had reserved. */
type Local = Moved & { readonly by: NodeId };
/** Sets money aside for one node; only this life of it pays it out. */
type Reserve = { readonly op: 'reserve'; readonly opId: string; readonly account: string; readonly by: NodeId };
type Entry = Request | Local | Reserve;
type Question = { readonly op: 'unsettled'; readonly account: string };

const PEERS_MS = 150;
const LOG_MS = 250;
const DRAIN_MS = 200;
const RESERVED_CENTS = 100_000;
/** All three together do not reserve more than a third. */
const LARGE_CENTS = 900_000;

/** Pays out alone what it has reserved before, and asks the others for the rest. A balance is fresh if all who may have paid have said what. */
export class AccountNode implements Handlers {
  private readonly life = crypto.randomUUID();
  private readonly held: Map<string, number>;
  /** By account and node: what only this node may pay. What an earlier life did not pay stays reserved. */
  private readonly reserved = new Map<string, Map<NodeId, number>>();
  /** What this life may still pay alone. */
  private readonly mine = new Map<string, number>();
  private readonly wanted: Reserve[];
  private readonly applied = new Set<string>();
  /** By opId: who waits here for an operation to be applied. */
  private readonly waiting = new Map<string, (answer: Answer) => void>();

  constructor(private readonly ctx: NodeContext, private readonly log: ReplicatedLog, private readonly local: LocalLog<Local>, opening: Opening) {
    const large = Object.entries(opening).filter(([, cents]) => cents >= LARGE_CENTS);
    this.held = new Map(Object.entries(opening));
    this.wanted = large.map(([account]) => ({ op: 'reserve', opId: `${this.life} ${account}`, account, by: ctx.id }));
    log.onApply(entry => this.apply(entry as Entry));
  }

  async recover(): Promise<void> {
    this.ctx.setTimer('drain', DRAIN_MS);
  }

  async onRequest(request: Request | Question): Promise<Answer | Local[]> {
    if (request.op === 'unsettled') return this.local.entries().filter(({ op, account }) => op === 'withdraw' && account === request.account);
    if (request.op === 'balance') return this.balance(request);
    if (request.op === 'deposit' || this.takesFromReserve(request)) {
      await this.local.append({ ...request, by: this.ctx.id });
      return { ok: true };
    }
    return await this.ordered(request, PEERS_MS + LOG_MS) ?? { ok: false, why: 'unavailable' };
  }

  onTimer(): void {
    for (const entry of [...this.local.entries(), ...this.wanted]) if (!this.applied.has(entry.opId)) this.propose(entry);
    this.ctx.setTimer('drain', DRAIN_MS);
  }

  private takesFromReserve({ account, cents }: Moved): boolean {
    const left = (this.mine.get(account) ?? 0) - cents;
    if (left < 0) return false;
    this.mine.set(account, left);
    return true;
  }

  /** First what the others have paid and not settled, then the common order: what they settled meanwhile comes before this place in it. */
  private async balance({ account, opId }: Request): Promise<Answer> {
    const paid = new Map<NodeId, readonly Local[]>();
    await Promise.all(this.ctx.peers.map(async peer => {
      try {
        paid.set(peer, await this.ctx.call<Local[]>(peer, { op: 'unsettled', account } satisfies Question, { timeoutMs: PEERS_MS }));
      } catch (error) {
        if (!(error instanceof KitError)) throw error;
      }
    }));
    const answer = await this.ordered({ op: 'balance', account, opId }, LOG_MS);
    const silent = this.ctx.peers.filter(peer => !paid.has(peer) && (this.reserved.get(account)?.get(peer) ?? 0) > 0);
    const unsettled = [...this.local.entries(), ...[...paid.values()].flat()].filter(entry => entry.account === account && !this.applied.has(entry.opId));
    const balance = unsettled.reduce((sum, { op, cents }) => sum + (op === 'deposit' ? cents : -cents), this.held.get(account) ?? 0);
    return { ok: true, balance, fresh: answer !== undefined && silent.length === 0 };
  }

  private ordered(request: Request, patienceMs: number): Promise<Answer | undefined> {
    return new Promise(resolve => {
      this.waiting.set(request.opId, resolve);
      setTimeout(() => {
        this.waiting.delete(request.opId);
        resolve(undefined);
      }, patienceMs);
      this.propose(request);
    });
  }

  private propose(entry: Entry): void {
    this.log.propose(entry, { timeoutMs: 400 }).catch(() => {});
  }

  private apply(entry: Entry): void {
    if (!this.applied.has(entry.opId)) {
      this.applied.add(entry.opId);
      const answer = this.carryOut(entry);
      this.waiting.get(entry.opId)?.(answer);
      this.waiting.delete(entry.opId);
    }
    if (this.local.entries().some(({ opId }) => opId === entry.opId)) void this.local.remove(entry.opId);
  }

  private carryOut(entry: Entry): Answer {
    const held = this.held.get(entry.account) ?? 0;
    const reserved = this.reserved.get(entry.account) ?? new Map<NodeId, number>();
    const free = held - [...reserved.values()].reduce((sum, cents) => sum + cents, 0);
    if (entry.op === 'balance') return { ok: true };
    if (entry.op === 'reserve') {
      if (free < RESERVED_CENTS) return { ok: false, why: 'unavailable' };
      this.reserved.set(entry.account, reserved.set(entry.by, (reserved.get(entry.by) ?? 0) + RESERVED_CENTS));
      if (entry.opId.startsWith(this.life)) this.mine.set(entry.account, RESERVED_CENTS);
    } else if (entry.op === 'deposit') {
      this.held.set(entry.account, held + entry.cents);
    } else if ('by' in entry) {
      this.held.set(entry.account, held - entry.cents);
      reserved.set(entry.by, reserved.get(entry.by)! - entry.cents);
    } else {
      if (free < entry.cents) return { ok: false, why: held < entry.cents ? 'insufficient' : 'unavailable' };
      this.held.set(entry.account, held - entry.cents);
    }
    return { ok: true };
  }
}
