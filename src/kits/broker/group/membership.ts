import { msToUs } from '../../../sim/index.ts';
import { Fenced, isA, KitError } from '../../errors.ts';
import { ask, type Connection, PATIENCE_MS } from '../log/producer.ts';
import { type Claim, type Joined, nameOf } from '../log/requests.ts';
import type { Assignor, ConsumerOptions, Member, Offsets, Tp } from './api.ts';
import { oneRoundLater } from './assignors.ts';
import { Heartbeats } from './heartbeats.ts';
import type { Positions } from './positions.ts';

export type GroupEvent = 'assigned' | 'revoked' | 'lost';
export type Callback = (tps: Tp[]) => void | Promise<void>;
export type MemberOptions = ConsumerOptions & { readonly sessionTimeoutMs: number; readonly heartbeatMs: number; readonly maxPollIntervalMs: number; readonly assignor: Assignor };

/** What a member has after a round, and where it goes on with what is new. */
interface Given {
  readonly assigned: readonly Tp[];
  readonly positions: Offsets;
}

const REJOIN_MS = 100;

/**
 * Who a consumer is in its group: it joins rounds, gets partitions and gives them up (Apache Kafka's classic protocol; KIP-429).
 * Facts: `granted`, `released`, `lost` and `misassigned` with `group`, `member`, `generation`, `topic`, `partition`.
 */
export class Membership {
  /** Undefined: it has not joined yet, or was evicted. */
  member: string | undefined;
  generation = 0;
  /** It is out, and has not given up yet what it owned. */
  evicted = false;
  /** It has asked to join, and knows of no generation yet. */
  joining = false;
  readonly #connection: Connection;
  readonly #options: MemberOptions;
  readonly #positions: Positions;
  readonly #heartbeats: Heartbeats;
  readonly #wake: () => void;
  readonly #callbacks: Record<GroupEvent, Callback[]> = { assigned: [], revoked: [], lost: [] };
  /** What it last owned, for `Member.owned`: a member that was evicted does not know what has become of it. */
  #claimed: readonly Tp[] = [];
  #needsJoin = true;
  #closed = false;

  /** `wake`: called when there is something to be done before the next record. */
  constructor(connection: Connection, options: MemberOptions, positions: Positions, wake: () => void) {
    this.#connection = connection;
    this.#options = options;
    this.#positions = positions;
    this.#wake = wake;
    this.#heartbeats = new Heartbeats(connection, options, {
      rebalance: () => {
        this.#needsJoin = true;
        wake();
      },
      failed: error => {
        this.heard(error);
        return !this.evicted;
      },
    });
  }

  on(event: GroupEvent, callback: Callback): void {
    this.#callbacks[event].push(callback);
  }

  claim(): Claim {
    return { group: this.#options.group, member: this.member!, generation: this.generation };
  }

  /** Takes part in rounds until it has what it should have. */
  async join(): Promise<void> {
    while (this.#needsJoin || this.evicted) {
      if (this.evicted) await this.#lose();
      if (this.#options.protocol !== 'cooperative') await this.#release(this.#positions.tps());
      const given = await this.#round();
      if (given) await this.#change(given);
    }
  }

  /** An answer may say that this member is out. */
  heard(error: unknown): void {
    if (!isA(error, Fenced) || this.#closed) return;
    this.evicted = true;
    this.#heartbeats.stop();
    this.#wake();
  }

  /** It does not poll, and makes way for others. */
  leave(): void {
    if (this.member === undefined) return;
    this.evicted = true;
    this.#heartbeats.stop();
    ask(this.#connection, { op: 'leave', group: this.#options.group, claim: this.claim() }).catch(() => {});
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#heartbeats.stop();
    if (this.evicted) return this.#lose();
    await this.#release(this.#positions.tps());
    if (this.member !== undefined && this.#options.instanceId === undefined) await ask(this.#connection, { op: 'leave', group: this.#options.group, claim: this.claim() });
  }

  /** One round: what this member gets, with the positions of what is new. Undefined if it came to nothing. */
  async #round(): Promise<Given | undefined> {
    try {
      const assigned = (await this.#assigned()).filter(tp => this.#reads(tp));
      const { group, from = 'end', maxPollIntervalMs } = this.#options;
      const come = assigned.filter(tp => !this.#positions.has(tp));
      const positions = come.length === 0 ? [] : await ask<Offsets>(this.#connection, { op: 'offsets', group, tps: come, from }, maxPollIntervalMs);
      return { assigned, positions };
    } catch (error) {
      if (!isA(error, KitError)) throw error;
      this.joining = false;
      this.heard(error);
      this.#needsJoin = true;
      await new Promise<void>(resolve => this.#connection.node.after(msToUs(REJOIN_MS), () => resolve()));
      return undefined;
    }
  }

  async #assigned(): Promise<readonly Tp[]> {
    const { group, topics, instanceId, sessionTimeoutMs, maxPollIntervalMs } = this.#options;
    this.#needsJoin = false;
    this.joining = true;
    this.#heartbeats.stop();
    const owned = this.#positions.size > 0 ? this.#positions.tps() : this.#claimed;
    const joined = await ask<Joined>(this.#connection, {
      op: 'join', group, topics, owned, generation: this.generation, sessionTimeoutMs, rebalanceTimeoutMs: maxPollIntervalMs,
      ...(this.member === undefined ? {} : { member: this.member }), ...(instanceId === undefined ? {} : { instanceId }),
    }, maxPollIntervalMs + PATIENCE_MS);
    this.joining = false;
    this.member = joined.member;
    this.generation = joined.generation;
    this.#heartbeats.start(this.claim());
    return joined.assigned ?? await this.#synced(joined.members);
  }

  #synced(members: readonly Member[] | undefined): Promise<readonly Tp[]> {
    const { group, maxPollIntervalMs } = this.#options;
    const assignment = members && this.#assign(members);
    return ask(this.#connection, { op: 'sync', group, claim: this.claim(), ...(assignment ? { assignment } : {}) }, maxPollIntervalMs + PATIENCE_MS);
  }

  /** The leader's part. */
  #assign(members: readonly Member[]): [string, readonly Tp[]][] {
    const { assignor, protocol } = this.#options;
    const topics = [...new Set(members.flatMap(member => member.topics))].sort();
    const chosen = assignor(members, this.#connection.state.tpsOf(topics));
    return [...(protocol === 'cooperative' ? oneRoundLater(members, chosen) : chosen)].map(([id, tps]) => [id, tps.map(({ topic, partition }) => ({ topic, partition }))]);
  }

  /** An assignor may err: what this member does not read, it leaves alone. */
  #reads(tp: Tp): boolean {
    const reads = this.#options.topics.includes(tp.topic);
    if (!reads) this.#fact('misassigned', tp);
    return reads;
  }

  async #change({ assigned, positions }: Given): Promise<void> {
    const names = new Set(assigned.map(nameOf));
    const gone = this.#positions.tps().filter(tp => !names.has(nameOf(tp)));
    if (gone.length > 0) {
      await this.#release(gone);
      this.#needsJoin = true;
    }
    for (const [tp, next] of positions) {
      this.#positions.grant(tp, next);
      this.#fact('granted', tp);
    }
    this.#claimed = this.#positions.tps();
    if (positions.length > 0) await this.#call('assigned', positions.map(([tp]) => tp));
  }

  async #release(tps: Tp[]): Promise<void> {
    if (tps.length === 0) return;
    await this.#call('revoked', tps);
    for (const tp of tps) if (this.#positions.drop(tp)) this.#fact('released', tp);
    this.#claimed = this.#positions.tps();
  }

  /** It was evicted: what it owned may be another one's. */
  async #lose(): Promise<void> {
    const tps = this.#positions.tps();
    this.evicted = false;
    this.member = undefined;
    this.#needsJoin = true;
    this.#positions.clear();
    for (const tp of tps) this.#fact('lost', tp);
    if (tps.length > 0) await this.#call('lost', tps);
  }

  async #call(event: GroupEvent, tps: readonly Tp[]): Promise<void> {
    for (const callback of this.#callbacks[event]) await callback([...tps]);
  }

  #fact(type: string, { topic, partition }: Tp): void {
    const { node } = this.#connection;
    node.world.history.fact(type, { group: this.#options.group, member: this.member ?? '', generation: this.generation, topic, partition }, node.id);
  }
}
