import type { Member, Offsets, Tp } from './api.ts';
import { nameOf } from '../log/requests.ts';

/** A member as the coordinator knows it. */
export interface Registered {
  readonly id: string;
  readonly instanceId?: string;
  topics: readonly string[];
  owned: readonly Tp[];
  generation: number;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  assigned: readonly Tp[];
  /** Last sign of life. */
  seenUs: number;
}

/** A consumer group as it is on the coordinator's disk. */
export class Group {
  readonly name: string;
  generation = 0;
  /** `joining`: a round has begun, members are to join; `syncing`: the leader assigns. */
  phase: 'empty' | 'joining' | 'syncing' | 'stable' = 'empty';
  readonly members = new Map<string, Registered>();
  private readonly positions = new Map<string, number>();
  private readonly names = new Map<string, number>();

  constructor(name: string) {
    this.name = name;
  }

  /** An id for a member on a node: its name and a number. */
  newId(node: string): string {
    const number = (this.names.get(node) ?? 0) + 1;
    this.names.set(node, number);
    return `${node}/${number}`;
  }

  /** Whether a claim is one of the present generation. */
  accepts({ member, generation }: { readonly member: string; readonly generation: number }): boolean {
    return this.members.has(member) && generation === this.generation;
  }

  /** Members in order of their ids, as an assignor sees them. */
  listed(): Member[] {
    return [...this.members.values()].sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ id, topics, owned, generation }) => ({ id, topics, owned, generation }));
  }

  /** Who is to read a partition at present. */
  ownerOf({ topic, partition }: Tp): string | undefined {
    return [...this.members.values()].find(({ assigned }) => assigned.some(tp => tp.topic === topic && tp.partition === partition))?.id;
  }

  save(offsets: Offsets): void {
    for (const [tp, offset] of offsets) this.positions.set(nameOf(tp), offset);
  }

  positionOf(tp: Tp): number | undefined {
    return this.positions.get(nameOf(tp));
  }

  /** Every position goes back to the beginning. */
  rewind(): void {
    for (const name of this.positions.keys()) this.positions.set(name, 0);
  }
}
