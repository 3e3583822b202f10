import type { Rec } from '../log/api.ts';

/** A partition of a topic. */
export interface Tp {
  readonly topic: string;
  readonly partition: number;
}

/** Positions: offsets of the records to be read next. */
export type Offsets = readonly (readonly [Tp, number])[];

/** Who a consumer is in its group at the moment: what fences it in `sendOffsets`. */
export interface GroupMeta {
  readonly group: string;
  readonly member: string;
  readonly generation: number;
}

/** A member of a group, as an assignor sees it. */
export interface Member {
  readonly id: string;
  /** Topics that it reads. It can be given partitions of no other. */
  readonly topics: readonly string[];
  /** What it says that it owns, since the generation below. It may be wrong: a member that was away does not know what it has lost. */
  readonly owned: readonly Tp[];
  /** The last generation that it was part of; 0 for a new member. */
  readonly generation: number;
}

/** Who gets which partitions, by member id. Runs at one of the members. Nothing but `topics` of the members is checked. */
export type Assignor = (members: readonly Member[], tps: readonly Tp[]) => ReadonlyMap<string, readonly Tp[]>;

export interface ConsumerOptions {
  group: string;
  topics: readonly string[];
  /** Commits the positions of the previous `poll` at the first `poll` after so many milliseconds. Absent: commit yourself. */
  autoCommitMs?: number;
  /** `committed`: reads up to the last stable offset, without what was aborted (KIP-98). Absent: `uncommitted`. */
  isolation?: 'committed' | 'uncommitted';
  /**
   * A static member (KIP-345): who comes back under this name within the session timeout gets its partitions without a
   * rebalance, and fences the one before.
   */
  instanceId?: string;
  /** Where to read if the group has no position for a partition, or one that retention has overtaken; absent: `end`. */
  from?: 'start' | 'end';
  /**
   * `eager`: everybody gives up everything before each rebalance. `cooperative` (KIP-429): a member gives up only what it
   * loses, and a partition that a member of the last generation owns is given to another one a round later, when it has been
   * given up. Absent: `eager`.
   */
  protocol?: 'eager' | 'cooperative';
  /** Absent: partitions in turn, over the sorted ids. */
  assignor?: Assignor;
  /** Without a heartbeat for so long a member is dead; absent: 10,000. */
  sessionTimeoutMs?: number;
  /** Absent: 3,000. */
  heartbeatMs?: number;
  /** Without a `poll` for so long a member leaves its group by itself; absent: 30,000. */
  maxPollIntervalMs?: number;
}

/**
 * A member of a consumer group, after Apache Kafka's consumer. It joins, hands over and rejoins inside `poll`: who does not poll
 * holds everybody else up. Heartbeats run in the background (KIP-62), and stop while the process is paused.
 *
 * Sources: Apache Kafka documentation, "Consumer configs"; javadoc of `KafkaConsumer`, `ConsumerRebalanceListener` and
 * `CommitFailedException`; KIP-62, KIP-345, KIP-429, KIP-447. What differs: the defaults are shorter than those of Kafka 3 (45 s for a
 * session, five minutes between two polls).
 */
export interface Consumer<T = unknown> {
  /**
   * Up to `max` records of the partitions that it owns, after at most `waitMs`; none too when a rebalance begins. Each partition's
   * come in order. Moves the position past them.
   */
  poll(options: { max: number; waitMs: number }): Promise<Rec<T>[]>;
  /**
   * Saves positions for the group; absent: those of everything polled. `Fenced` (`CommitFailed`) if the member was evicted or the
   * generation is over: somebody else owns the partitions. `Refused` (`RebalanceInProgress`): not saved, a rebalance came in between; the
   * next `poll` takes part in it. `Unknown`: saved, or not; may be repeated.
   */
  commit(offsets?: Offsets): Promise<void>;
  /** The next `poll` reads from here. */
  seek(tp: Tp, offset: number): void;
  /** Offset of the record that is read next; undefined if it does not own the partition. */
  position(tp: Tp): number | undefined;
  /** Leaves partitions out of `poll`, or takes them in again. They stay owned. */
  pause(tps: readonly Tp[]): void;
  resume(tps: readonly Tp[]): void;
  assignment(): Tp[];
  groupMeta(): GroupMeta;
  /**
   * Called inside `poll`, which waits for it. `assigned`: partitions that are new, with their positions known. `revoked`: about to
   * be given up; a `commit` still counts. `lost`: they are gone, and may be another member's.
   */
  on(event: 'assigned' | 'revoked' | 'lost', callback: (tps: Tp[]) => void | Promise<void>): void;
  /** Gives everything up and leaves the group; a static member only stops. */
  close(): Promise<void>;
}
