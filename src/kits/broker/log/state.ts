import { hashText } from '../../../sim/index.ts';
import type { NodeId } from '../../cluster/api.ts';
import type { Group } from '../group/group.ts';
import type { Tp } from '../group/api.ts';
import type { Rec } from './api.ts';
import { Partition } from './partition.ts';
import type { PartitionsPicture } from './picture.ts';
import { Transactions } from './transactions.ts';

/** How long things take at a broker, milliseconds. */
export interface Timing {
  /** Until the leader has a record on disk. */
  readonly appendMs: number;
  /** From then until every replica in sync has it. */
  readonly replicateMs: number;
  /** A transaction that is open for longer is aborted, and its producer fenced. */
  readonly transactionMs: number;
  /** A group that begins waits for more members. */
  readonly firstRebalanceMs: number;
}

/** What the broker has on disk. */
export class LogState {
  readonly topics = new Map<string, Partition[]>();
  readonly groups = new Map<string, Group>();
  readonly transactions = new Transactions();
  /** Called with every record that is appended, and the process that has sent it; undefined: it came from outside. */
  whenAppended: ((record: Rec, from: NodeId | undefined) => void) | undefined;
  /** While a run is recorded. */
  picture: PartitionsPicture | undefined;

  constructor(topics: Readonly<Record<string, number>>) {
    for (const [topic, partitions] of Object.entries(topics)) this.topics.set(topic, Array.from({ length: partitions }, (_, number) => new Partition(topic, number)));
  }

  partitionsOf(topic: string): readonly Partition[] {
    return this.topics.get(topic) ?? [];
  }

  partition({ topic, partition }: Tp): Partition | undefined {
    return this.topics.get(topic)?.[partition];
  }

  /** Partitions of some topics, in their order. */
  tpsOf(topics: readonly string[]): Tp[] {
    return topics.flatMap(topic => this.partitionsOf(topic).map(({ number }): Tp => ({ topic, partition: number })));
  }

  grow(topic: string, to: number): void {
    const partitions = this.topics.get(topic)!;
    while (partitions.length < to) partitions.push(new Partition(topic, partitions.length));
  }
}

/** The partition that a key's records go to. */
export const partitionOf = (key: string, count: number): number => hashText(key) % count;
