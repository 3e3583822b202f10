import { type Timer, msToUs } from '../../../sim/index.ts';
import { Fenced, isA, KitError, Refused, Unknown } from '../../errors.ts';
import type { Rec } from '../log/api.ts';
import { ask, type Connection, PATIENCE_MS } from '../log/producer.ts';
import { type Claim, type Fetched, type Joined, nameOf } from '../log/requests.ts';
import type { Assignor, Consumer, ConsumerOptions, GroupMeta, Member, Offsets, Tp } from './api.ts';
import { inTurn, oneRoundLater } from './assignors.ts';

type Callback = (tps: Tp[]) => void | Promise<void>;

interface Owned {
  readonly tp: Tp;
  /** Offset of the record that is read next. */
  next: number;
  paused: boolean;
}

/** What a member has after a round, and where it goes on with what is new. */
interface Given {
  readonly assigned: readonly Tp[];
  readonly positions: Offsets;
}

const REJOIN_MS = 100;

/** A consumer in one process. Facts: `granted`, `released`, `lost` and `misassigned` with `group`, `member`, `generation`, `topic`, `partition`. */
export class GroupConsumer<T> implements Consumer<T> {
  readonly #connection: Connection;
  readonly #options: ConsumerOptions & { readonly sessionTimeoutMs: number; readonly heartbeatMs: number; readonly maxPollIntervalMs: number; readonly assignor: Assignor };
  readonly #owned = new Map<string, Owned>();
  readonly #callbacks: Record<'assigned' | 'revoked' | 'lost', Callback[]> = { assigned: [], revoked: [], lost: [] };
  /** What it last owned, for `Member.owned`: a member that was evicted does not know what has become of it. */
  #claimed: readonly Tp[] = [];
  #member: string | undefined;
  #generation = 0;
  #needsJoin = true;
  #evicted = false;
  #closed = false;
  /** It has asked to join, and knows of no generation yet. */
  #joining = false;
  #heartbeat: Timer | undefined;
  #beats = 0;
  #pollLimit: Timer | undefined;
  #savedMs = 0;
  /** Ends the wait of a poll. */
  #wake: (() => void) | undefined;

  constructor(connection: Connection, options: ConsumerOptions) {
    this.#connection = connection;
    this.#options = { sessionTimeoutMs: 10_000, heartbeatMs: 3_000, maxPollIntervalMs: 30_000, assignor: inTurn, ...options, topics: [...options.topics] };
  }

  async poll({ max, waitMs }: { max: number; waitMs: number }): Promise<Rec<T>[]> {
    if (this.#closed) throw new Refused('Closed', 'this consumer is closed');
    this.#pollLimit?.cancel();
    try {
      const untilMs = this.#nowMs + waitMs;
      await this.#joined();
      await this.#autoCommit();
      return await this.#records(max, Math.max(0, untilMs - this.#nowMs));
    } finally {
      if (!this.#closed) this.#limitPoll();
    }
  }

  async commit(offsets: Offsets = this.#positions()): Promise<void> {
    const { group } = this.#options;
    if (this.#evicted || this.#member === undefined) throw new Fenced('CommitFailed', 'this consumer is no member of its group any more');
    if (offsets.length === 0) return;
    const claim = this.#claim();
    try {
      await ask(this.#connection, { op: 'commit', group, claim, offsets });
    } catch (error) {
      const isOld = this.#joining || claim.generation !== this.#generation;
      if (isOld && isA(error, Fenced)) throw new Refused('RebalanceInProgress', 'a rebalance began while the commit was on its way');
      this.#heard(error);
      throw error;
    }
  }

  seek(tp: Tp, offset: number): void {
    const owned = this.#owned.get(nameOf(tp));
    if (!owned) throw new Refused('NotAssigned', `${nameOf(tp)} is not assigned to this consumer`);
    owned.next = offset;
  }

  position(tp: Tp): number | undefined {
    return this.#owned.get(nameOf(tp))?.next;
  }

  pause(tps: readonly Tp[]): void {
    for (const owned of this.#of(tps)) owned.paused = true;
  }

  resume(tps: readonly Tp[]): void {
    for (const owned of this.#of(tps)) owned.paused = false;
  }

  assignment(): Tp[] {
    return [...this.#owned.values()].map(({ tp }) => tp);
  }

  groupMeta(): GroupMeta {
    return { group: this.#options.group, member: this.#member ?? '', generation: this.#generation };
  }

  on(event: 'assigned' | 'revoked' | 'lost', callback: Callback): void {
    this.#callbacks[event].push(callback);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopBeating();
    this.#pollLimit?.cancel();
    if (this.#evicted) return this.#lose();
    await this.#release(this.assignment());
    if (this.#member !== undefined && this.#options.instanceId === undefined) await ask(this.#connection, { op: 'leave', group: this.#options.group, claim: this.#claim() });
  }

  /** Takes part in rounds until it has what it should have. */
  async #joined(): Promise<void> {
    while (this.#needsJoin || this.#evicted) {
      if (this.#evicted) await this.#lose();
      if (this.#options.protocol !== 'cooperative') await this.#release(this.assignment());
      const given = await this.#round();
      if (given) await this.#change(given);
    }
  }

  /** One round: what this member gets, with the positions of what is new. Undefined if it came to nothing. */
  async #round(): Promise<Given | undefined> {
    try {
      const assigned = (await this.#assigned()).filter(tp => this.#reads(tp));
      const { group, from = 'end', maxPollIntervalMs } = this.#options;
      const come = assigned.filter(tp => !this.#owned.has(nameOf(tp)));
      const positions = come.length === 0 ? [] : await ask<Offsets>(this.#connection, { op: 'offsets', group, tps: come, from }, maxPollIntervalMs);
      return { assigned, positions };
    } catch (error) {
      if (!isA(error, KitError)) throw error;
      this.#joining = false;
      this.#heard(error);
      this.#needsJoin = true;
      await new Promise<void>(resolve => this.#connection.node.after(msToUs(REJOIN_MS), () => resolve()));
      return undefined;
    }
  }

  async #assigned(): Promise<readonly Tp[]> {
    const { group, topics, instanceId, sessionTimeoutMs, maxPollIntervalMs } = this.#options;
    this.#needsJoin = false;
    this.#joining = true;
    this.#stopBeating();
    const owned = this.#owned.size > 0 ? this.assignment() : this.#claimed;
    const joined = await ask<Joined>(this.#connection, {
      op: 'join', group, topics, owned, generation: this.#generation, sessionTimeoutMs, rebalanceTimeoutMs: maxPollIntervalMs,
      ...(this.#member === undefined ? {} : { member: this.#member }), ...(instanceId === undefined ? {} : { instanceId }),
    }, maxPollIntervalMs + PATIENCE_MS);
    this.#joining = false;
    this.#member = joined.member;
    this.#generation = joined.generation;
    this.#beat();
    return joined.assigned ?? await this.#synced(joined.members);
  }

  #synced(members: readonly Member[] | undefined): Promise<readonly Tp[]> {
    const { group, maxPollIntervalMs } = this.#options;
    const assignment = members && this.#assign(members);
    return ask(this.#connection, { op: 'sync', group, claim: this.#claim(), ...(assignment ? { assignment } : {}) }, maxPollIntervalMs + PATIENCE_MS);
  }

  /** The leader's part. */
  #assign(members: readonly Member[]): [string, readonly Tp[]][] {
    const { assignor, protocol } = this.#options;
    const topics = [...new Set(members.flatMap(member => member.topics))].sort();
    const chosen = assignor(members, this.#connection.state.tpsOf(topics));
    return [...(protocol === 'cooperative' ? oneRoundLater(members, chosen) : chosen)].map(([id, tps]) => [id, tps.map(({ topic, partition }) => ({ topic, partition }))]);
  }

  async #change({ assigned, positions }: Given): Promise<void> {
    const names = new Set(assigned.map(nameOf));
    const gone = this.assignment().filter(tp => !names.has(nameOf(tp)));
    if (gone.length > 0) {
      await this.#release(gone);
      this.#needsJoin = true;
    }
    for (const [tp, next] of positions) {
      this.#owned.set(nameOf(tp), { tp, next, paused: false });
      this.#fact('granted', tp);
    }
    this.#claimed = this.assignment();
    if (positions.length > 0) await this.#call('assigned', positions.map(([tp]) => tp));
  }

  /** An assignor may err: what this member does not read, it leaves alone. */
  #reads(tp: Tp): boolean {
    const reads = this.#options.topics.includes(tp.topic);
    if (!reads) this.#fact('misassigned', tp);
    return reads;
  }

  async #release(tps: Tp[]): Promise<void> {
    if (tps.length === 0) return;
    await this.#call('revoked', tps);
    for (const tp of tps) if (this.#owned.delete(nameOf(tp))) this.#fact('released', tp);
    this.#claimed = this.assignment();
  }

  /** It was evicted: what it owned may be another one's. */
  async #lose(): Promise<void> {
    const tps = this.assignment();
    this.#evicted = false;
    this.#member = undefined;
    this.#needsJoin = true;
    this.#owned.clear();
    for (const tp of tps) this.#fact('lost', tp);
    if (tps.length > 0) await this.#call('lost', tps);
  }

  async #call(event: 'assigned' | 'revoked' | 'lost', tps: readonly Tp[]): Promise<void> {
    for (const callback of this.#callbacks[event]) await callback([...tps]);
  }

  async #records(max: number, waitMs: number): Promise<Rec<T>[]> {
    const positions = [...this.#owned.values()].filter(({ paused }) => !paused).map(({ tp, next }): [Tp, number] => [tp, next]);
    const woken = new Promise<undefined>(resolve => { this.#wake = () => resolve(undefined); });
    const { isolation } = this.#options;
    const fetched = positions.length === 0
      ? await Promise.race([woken, new Promise<undefined>(resolve => this.#connection.node.after(msToUs(waitMs), () => resolve(undefined)))])
      : await Promise.race([woken, this.#fetch({ positions, max, waitMs, committedOnly: isolation === 'committed' })]);
    if (!fetched) return [];
    const before = new Map(positions.map(([tp, next]) => [nameOf(tp), next]));
    const current = (tp: Tp): boolean => this.#owned.get(nameOf(tp))?.next === before.get(nameOf(tp));
    const records = fetched.records.filter(current);
    const moved = fetched.next.filter(([tp]) => current(tp));
    for (const [tp, next] of moved) this.#owned.get(nameOf(tp))!.next = next;
    this.#turn(moved);
    return records as Rec<T>[];
  }

  async #fetch(request: { readonly positions: Offsets; readonly max: number; readonly waitMs: number; readonly committedOnly: boolean }): Promise<Fetched | undefined> {
    try {
      return await ask<Fetched>(this.#connection, { op: 'fetch', ...request }, request.waitMs + PATIENCE_MS);
    } catch (error) {
      if (isA(error, Refused) && error.code === 'OffsetOutOfRange') this.#reset();
      else if (!isA(error, Unknown)) throw error;
      return undefined;
    }
  }

  /** What was read last is read last the next time. */
  #turn(read: Offsets): void {
    for (const [tp] of read) {
      const name = nameOf(tp);
      const owned = this.#owned.get(name)!;
      this.#owned.delete(name);
      this.#owned.set(name, owned);
    }
  }

  /** Positions that the broker has no records for any more. */
  #reset(): void {
    const { state } = this.#connection;
    for (const owned of this.#owned.values()) {
      const { startOffset, highWatermark, endOffset } = state.partition(owned.tp)!;
      if (owned.next < startOffset || owned.next > endOffset) owned.next = this.#options.from === 'start' ? startOffset : highWatermark;
    }
  }

  async #autoCommit(): Promise<void> {
    const { autoCommitMs } = this.#options;
    if (autoCommitMs === undefined || this.#nowMs - this.#savedMs < autoCommitMs || this.#owned.size === 0) return;
    this.#savedMs = this.#nowMs;
    await this.commit().catch(() => {});
  }

  #positions(): Offsets {
    return [...this.#owned.values()].map(({ tp, next }) => [tp, next]);
  }

  #claim(): Claim {
    return { group: this.#options.group, member: this.#member!, generation: this.#generation };
  }

  #of(tps: readonly Tp[]): Owned[] {
    return tps.flatMap(tp => this.#owned.get(nameOf(tp)) ?? []);
  }

  get #nowMs(): number {
    return this.#connection.node.monotonicMs;
  }

  #stopBeating(): void {
    this.#heartbeat?.cancel();
    this.#beats++;
  }

  /** Answers to heartbeats of an earlier round say nothing about this one. */
  #beat(): void {
    this.#stopBeating();
    const beat = this.#beats;
    const { group, heartbeatMs, sessionTimeoutMs } = this.#options;
    this.#heartbeat = this.#connection.node.after(msToUs(heartbeatMs), () => {
      ask<boolean>(this.#connection, { op: 'heartbeat', group, claim: this.#claim() }, sessionTimeoutMs).then(rebalance => {
        if (beat !== this.#beats) return;
        if (rebalance) this.#needsJoin = true;
        if (rebalance) this.#wake?.();
        this.#beat();
      }, error => {
        if (beat !== this.#beats) return;
        this.#heard(error);
        if (!this.#evicted) this.#beat();
      });
    });
  }

  /** An answer may say that this member is out. */
  #heard(error: unknown): void {
    if (!isA(error, Fenced) || this.#closed) return;
    this.#evicted = true;
    this.#stopBeating();
    this.#wake?.();
  }

  /** Whoever does not poll in time leaves the group: others are to go on. */
  #limitPoll(): void {
    const { group, maxPollIntervalMs } = this.#options;
    this.#pollLimit?.cancel();
    this.#pollLimit = this.#connection.node.after(msToUs(maxPollIntervalMs), () => {
      if (this.#member === undefined) return;
      this.#evicted = true;
      this.#stopBeating();
      ask(this.#connection, { op: 'leave', group, claim: this.#claim() }).catch(() => {});
    });
  }

  #fact(type: string, { topic, partition }: Tp): void {
    const { node } = this.#connection;
    node.world.history.fact(type, { group: this.#options.group, member: this.#member ?? '', generation: this.#generation, topic, partition }, node.id);
  }
}
