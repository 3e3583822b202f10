import type { Handlers, NodeId } from 'faultlab';

export interface Produce {
  readonly op: 'produce';
  readonly topic: string;
  readonly key: string;
  readonly value: unknown;
}

export interface Appended extends Omit<Produce, 'op'> {
  readonly partition: number;
  readonly offset: number;
  /** Who sent it. */
  readonly by: NodeId;
}

const PARTITIONS = 6;

/** A broker with one log. What it has answered survives its crashes. */
export class TopicLog implements Handlers {
  readonly #lengths: Map<string, number>;
  readonly #appended: (record: Appended) => void;

  /** `lengths`: how many records each partition holds. */
  constructor(lengths: Map<string, number>, appended: (record: Appended) => void) {
    this.#lengths = lengths;
    this.#appended = appended;
  }

  async onRequest({ topic, key, value }: Produce, by: NodeId): Promise<{ partition: number; offset: number }> {
    const partition = partitionOf(key);
    const name = `${topic}-${partition}`;
    const offset = this.#lengths.get(name) ?? 0;
    this.#lengths.set(name, offset + 1);
    this.#appended({ topic, key, value, partition, offset, by });
    return { partition, offset };
  }
}

function partitionOf(key: string): number {
  let hash = 0;
  for (let i = 0; i < key.length; i++) hash = (Math.imul(hash, 31) + key.charCodeAt(i)) >>> 0;
  return hash % PARTITIONS;
}
