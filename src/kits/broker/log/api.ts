import type { Consumer, ConsumerOptions, GroupMeta, Offsets } from '../group/api.ts';

/** A record of a log. */
export interface Rec<T = unknown> {
  readonly topic: string;
  readonly partition: number;
  /** Place in the partition. Offsets rise; they have gaps where a transaction ended. */
  readonly offset: number;
  readonly key: string;
  readonly value: T;
  readonly headers: Readonly<Record<string, string>>;
  /** When it was appended, milliseconds since 1970 by the broker's clock. */
  readonly at: number;
}

/** A record to be appended. Records of one key go to one partition, as long as the topic has so many. */
export interface NewRecord {
  key: string;
  value: unknown;
  headers?: Readonly<Record<string, string>>;
  /** Instead of the one that the key gives. */
  partition?: number;
}

/** Where a record was appended. */
export interface Appended {
  readonly partition: number;
  readonly offset: number;
}

/**
 * When an append is answered. `all`: when every replica in sync has it; it then survives a change of leader. `1`: when the
 * leader has it, which a change of leader can undo. `0`: nobody asks; `send` resolves at once, with offset -1.
 */
export type Acks = 'all' | 1 | 0;

export interface ProducerOptions {
  /** The broker drops what it has already appended, and appends in the order of sending (KIP-98). True if there is a `transactionalId`. */
  idempotent?: boolean;
  /** Transactions, and one producer at a time: a second one with the same id fences the first (KIP-98). */
  transactionalId?: string;
  /** Absent: `all`. */
  acks?: Acks;
  /** Appends to one partition that may be without an answer, 1 to 5; absent: 5. */
  maxInFlight?: number;
}

/**
 * Appends records, and tries again by itself for up to 30 s when the broker refuses for the moment or does not answer.
 * Without `idempotent` that makes doubles, and with more than one append in flight it changes their order (Apache Kafka,
 * producer configs `enable.idempotence`, `max.in.flight.requests.per.connection`).
 */
export interface Producer {
  /** Rejects with `Unknown` when it gives up, with `Fenced` (`ProducerFenced`) when a newer producer has the transactional id. */
  send(topic: string, record: NewRecord): Promise<Appended>;
  /** From here to `commit` or `abort`, everything that is sent is one transaction. `Fenced` as `send`. */
  begin(): Promise<void>;
  /**
   * Commits a group's offsets with the transaction. With `groupMeta` of a generation that is over: `Fenced` (KIP-447); without
   * it nobody notices. Until the transaction has ended, a new owner of these partitions waits before it reads its position.
   */
  sendOffsets(offsets: Offsets, group: string | GroupMeta): Promise<void>;
  /** `Refused`: it was not committed, and has to be aborted. `Unknown`: it was, or not; may be repeated. */
  commit(): Promise<void>;
  /** Takes records and offsets back. It does not move a consumer: that has to `seek`. */
  abort(): Promise<void>;
}

/**
 * Topics of a broker, each a log of records in partitions, after Apache Kafka (documentation, "Design" and "Producer configs";
 * KIP-98, KIP-447). What differs: one broker node stands for the
 * cluster (`acks`, changes of leader and the last stable offset behave as with replicas); one record is one batch; clients
 * always know how many partitions a topic has; `NotEnoughReplicas` is refused before anything is appended.
 */
export interface Log {
  /** Appends one record, once: nothing is tried again. Rejects with `Unknown` after 5 s without an answer. */
  produce(topic: string, record: NewRecord, options?: { acks?: Acks }): Promise<Appended>;
  producer(options?: ProducerOptions): Producer;
  consumer<T = unknown>(options: ConsumerOptions): Consumer<T>;
}
