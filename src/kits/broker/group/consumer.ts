import { type Timer, msToUs } from '../../../sim/index.ts';
import { Fenced, isA, Refused } from '../../errors.ts';
import type { Rec } from '../log/api.ts';
import { ask, type Connection } from '../log/producer.ts';
import { nameOf } from '../log/requests.ts';
import type { Consumer, ConsumerOptions, GroupMeta, Offsets, Tp } from './api.ts';
import { inTurn } from './assignors.ts';
import { Fetching } from './fetching.ts';
import { type Callback, type GroupEvent, type MemberOptions, Membership } from './membership.ts';
import { Positions } from './positions.ts';

/** A consumer in one process: a member of its group that reads, and saves how far it has read. */
export class GroupConsumer<T> implements Consumer<T> {
  readonly #connection: Connection;
  readonly #options: MemberOptions;
  readonly #positions = new Positions();
  readonly #fetching: Fetching;
  readonly #membership: Membership;
  #closed = false;
  #pollLimit: Timer | undefined;
  #savedMs = 0;

  constructor(connection: Connection, options: ConsumerOptions) {
    this.#connection = connection;
    this.#options = { sessionTimeoutMs: 10_000, heartbeatMs: 3_000, maxPollIntervalMs: 30_000, assignor: inTurn, ...options, topics: [...options.topics] };
    this.#fetching = new Fetching(connection, this.#options, this.#positions);
    this.#membership = new Membership(connection, this.#options, this.#positions, () => this.#fetching.wake());
  }

  async poll({ max, waitMs }: { max: number; waitMs: number }): Promise<Rec<T>[]> {
    if (this.#closed) throw new Refused('Closed', 'this consumer is closed');
    this.#pollLimit?.cancel();
    try {
      const untilMs = this.#nowMs + waitMs;
      await this.#membership.join();
      await this.#autoCommit();
      return await this.#fetching.read(max, Math.max(0, untilMs - this.#nowMs)) as Rec<T>[];
    } finally {
      if (!this.#closed) this.#limitPoll();
    }
  }

  async commit(offsets: Offsets = this.#positions.all()): Promise<void> {
    const membership = this.#membership;
    if (membership.evicted || membership.member === undefined) throw new Fenced('CommitFailed', 'this consumer is no member of its group any more');
    if (offsets.length === 0) return;
    const claim = membership.claim();
    try {
      await ask(this.#connection, { op: 'commit', group: claim.group, claim, offsets });
    } catch (error) {
      const isOld = membership.joining || claim.generation !== membership.generation;
      if (isOld && isA(error, Fenced)) throw new Refused('RebalanceInProgress', 'a rebalance began while the commit was on its way');
      membership.heard(error);
      throw error;
    }
  }

  seek(tp: Tp, offset: number): void {
    if (!this.#positions.move(tp, offset)) throw new Refused('NotAssigned', `${nameOf(tp)} is not assigned to this consumer`);
  }

  position(tp: Tp): number | undefined {
    return this.#positions.of(tp);
  }

  pause(tps: readonly Tp[]): void {
    this.#positions.pause(tps, true);
  }

  resume(tps: readonly Tp[]): void {
    this.#positions.pause(tps, false);
  }

  assignment(): Tp[] {
    return this.#positions.tps();
  }

  groupMeta(): GroupMeta {
    const { member = '', generation } = this.#membership;
    return { group: this.#options.group, member, generation };
  }

  on(event: GroupEvent, callback: Callback): void {
    this.#membership.on(event, callback);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#pollLimit?.cancel();
    await this.#membership.close();
  }

  async #autoCommit(): Promise<void> {
    const { autoCommitMs } = this.#options;
    if (autoCommitMs === undefined || this.#nowMs - this.#savedMs < autoCommitMs || this.#positions.size === 0) return;
    this.#savedMs = this.#nowMs;
    await this.commit().catch(() => {});
  }

  get #nowMs(): number {
    return this.#connection.node.monotonicMs;
  }

  /** Whoever does not poll in time leaves the group: others are to go on. */
  #limitPoll(): void {
    this.#pollLimit?.cancel();
    this.#pollLimit = this.#connection.node.after(msToUs(this.#options.maxPollIntervalMs), () => this.#membership.leave());
  }
}
