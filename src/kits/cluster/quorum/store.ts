import { hashText, type Fault, type FaultKind, type World } from '../../../sim/index.ts';
import { Refused } from '../../errors.ts';
import { hash64 } from '../../hashes/murmur3.ts';
import type { NodeId } from '../api.ts';
import type { LocalStore, StoreEntry } from './api.ts';

type EntryVersion = StoreEntry['version'];

export const isNewer = ({ ts, node }: EntryVersion, other: EntryVersion): boolean => ts > other.ts || (ts === other.ts && node > other.node);

/** An entry as its writer makes it. */
export function entryOf(key: string, value: string | null, { ts, node }: EntryVersion): StoreEntry {
  return frozen({ key, value, version: { ts, node }, sum: hash64(JSON.stringify([key, value, ts, node])).toString(16) });
}

const frozen = ({ key, value, version: { ts, node }, sum }: StoreEntry): StoreEntry => Object.freeze({ key, value, version: Object.freeze({ ts, node }), sum });

/** What a learner's program may have made. */
function isEntry(value: unknown): value is StoreEntry {
  const { key, value: held, version, sum } = (value ?? {}) as Partial<StoreEntry>;
  return typeof key === 'string' && (held === null || typeof held === 'string') && Number.isFinite(version?.ts) && typeof version?.node === 'string' && typeof sum === 'string';
}

/** How an entry came into a store: in a write, by a hint, by read repair, or by the node's program itself. */
export type Way = 'write' | 'hint' | 'repair' | 'program';

/**
 * A node's store on its disk, for all its incarnations. Facts: `stored` (`key`, `value`, `version` and `by`, a `Way`),
 * `removed` (`key`), `cleared`; and `rotten` (`key`) where a fault has struck.
 */
export class KeyedStore {
  private readonly world: World;
  private readonly node: NodeId;
  private readonly entries = new Map<string, StoreEntry>();
  /** Of all entries, in their order; undefined: not known at present. */
  private keys: string[] | undefined = [];

  constructor(world: World, node: NodeId) {
    this.world = world;
    this.node = node;
    world.node(node).disk.whenDestroyed.push(() => this.empty());
  }

  get(key: string): StoreEntry | undefined {
    return this.entries.get(key);
  }

  /** What it holds before the run begins. */
  preload(entries: Iterable<StoreEntry>): void {
    for (const entry of entries) this.set(entry);
  }

  scan(from?: string, to?: string): StoreEntry[] {
    const keys = this.keys ??= [...this.entries.keys()].sort((a, b) => (a < b ? -1 : 1));
    return keys.slice(from === undefined ? 0 : firstFrom(keys, from), to === undefined ? keys.length : firstFrom(keys, to)).map(key => this.entries.get(key)!);
  }

  put(entry: StoreEntry, by: Way): void {
    this.set(entry);
    const { key, value, version } = entry;
    this.world.history.fact('stored', { key, value, version, by }, this.node);
  }

  remove(key: string): void {
    if (!this.entries.delete(key)) return;
    this.keys = undefined;
    this.world.history.fact('removed', { key }, this.node);
  }

  clear(): void {
    this.empty();
    this.world.history.fact('cleared', {}, this.node);
  }

  /** Of `count` values, drawn anew for each fault, one character is another; versions and sums are as they were. */
  rot(count: number, fault: string): void {
    const draws = this.world.keyed(`rot of ${fault}`);
    const place = ({ key }: StoreEntry): number => draws.at(hashText(key));
    const struck = this.scan().filter(({ value }) => value !== null && value !== '').sort((a, b) => place(a) - place(b)).slice(0, count);
    for (const entry of struck) {
      this.entries.set(entry.key, frozen({ ...entry, value: String.fromCharCode(entry.value!.charCodeAt(0) ^ 1) + entry.value!.slice(1) }));
      this.world.history.fact('rotten', { key: entry.key }, this.node);
    }
  }

  private set(entry: StoreEntry): void {
    if (!this.entries.has(entry.key)) this.keys = undefined;
    this.entries.set(entry.key, frozen(entry));
  }

  private empty(): void {
    this.entries.clear();
    this.keys = [];
  }
}

/** Where a key is, or would be. */
function firstFrom(keys: readonly string[], key: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Values on a node's disk change: their sums do not match any more, and nobody is told. */
export type RotValuesFault = Fault & { readonly node: NodeId; readonly count: number };

/** The stores of a world's nodes. */
export class Stores {
  private readonly world: World;
  private readonly stores = new Map<NodeId, KeyedStore>();

  constructor(world: World) {
    this.world = world;
    const rot: FaultKind<RotValuesFault> = {
      start: (_world, { id, node, count }) => this.of(node).rot(count, id),
      sentence: ({ node, count }) => `${count === 1 ? 'A value' : `${count} values`} on the disk of ${node} ${count === 1 ? 'rots' : 'rot'}`,
    };
    world.faults.define('rotValues', rot as unknown as FaultKind);
  }

  /** Call once the node is there. */
  of(node: NodeId): KeyedStore {
    let store = this.stores.get(node);
    if (!store) this.stores.set(node, store = new KeyedStore(this.world, node));
    return store;
  }
}

/** What learner code gets of a store. */
export function localStore(store: KeyedStore): LocalStore {
  return Object.freeze<LocalStore>({
    get: store.get.bind(store), scan: store.scan.bind(store), remove: store.remove.bind(store), clear: store.clear.bind(store),
    put: ((entry: unknown) => {
      if (!isEntry(entry)) throw new Refused('BadEntry', 'an entry has a key, a value (or null), a version { ts, node } and a sum');
      store.put(entry, 'program');
    }).bind(undefined),
  });
}
