import { type KeyedDraws, msToUs } from '../../../sim/index.ts';
import { Unknown } from '../../errors.ts';
import type { NodeId } from '../api.ts';
import type { Machine } from '../machine.ts';
import type { StoreEntry } from './api.ts';
import { entryOf, isNewer, type KeyedStore, type Way } from './store.ts';

/** Of three replicas. */
const ENOUGH = 2;
const PATIENCE_MS = 1_000;
const OFFERS_EVERY_MS = 1_000;
const KEEPS_HINTS_MS = 10_000;
/** Share of the reads. */
const REPAIRED = 0.1;
/** Numbers that each incarnation has for itself: an answer to one that died is none to the next. */
const NUMBERS_OF_A_PROCESS = 2 ** 24;

/** What one node does to another's store, by the name of the channel. */
type Kept = Exclude<Way, 'program'>;
interface Keep { readonly id: number; readonly entry: StoreEntry }
interface Fetched { readonly id: number; readonly entry?: StoreEntry | undefined }

interface Write {
  readonly entry: StoreEntry;
  /** Those that have not answered. */
  readonly missing: Set<NodeId>;
  readonly resolve: (entry: StoreEntry) => void;
  readonly reject: (error: unknown) => void;
}

interface Read {
  readonly key: string;
  readonly heard: Map<NodeId, StoreEntry | undefined>;
  readonly repairs: boolean;
  readonly resolve: (entry: StoreEntry | undefined) => void;
  readonly reject: (error: unknown) => void;
}

interface Hint {
  readonly to: NodeId;
  readonly entry: StoreEntry;
  readonly untilUs: number;
}

/**
 * One replica of three, and what it does for the clients that ask it: see `LocalStore`. Faults can aim at its channels:
 * `write`, `hint` and `repair` bring an entry, `stored` confirms it, `fetch` and `fetched` read one. Facts: `hinted`,
 * `handed` and `forgotten` (a hint that grew too old), each with `key` and `to`; those of a crash are lost without one.
 */
export class Coordinator {
  private readonly machine: Machine;
  private readonly store: KeyedStore;
  private readonly replicas: readonly NodeId[];
  private readonly wrote: (entry: StoreEntry) => void;
  private readonly bring: Readonly<Record<Kept, (to: NodeId, message: Keep) => void>>;
  private readonly fetch: (to: NodeId, message: { readonly id: number; readonly key: string }) => void;
  private readonly writes = new Map<number, Write>();
  private readonly reads = new Map<number, Read>();
  private readonly hints = new Map<number, Hint>();
  private readonly repairs: KeyedDraws;
  private numbers: number;
  private offering = false;

  /** `replicas`: all three, this one among them. `wrote`: what is done when a write, a hint or a repair has changed its store. */
  constructor(machine: Machine, store: KeyedStore, replicas: readonly NodeId[], wrote: (entry: StoreEntry) => void = () => {}) {
    this.machine = machine;
    this.store = store;
    this.replicas = replicas;
    this.wrote = wrote;
    const { node } = machine;
    this.numbers = node.incarnation * NUMBERS_OF_A_PROCESS;
    this.repairs = node.world.keyed(`repairs of ${node.id}`);
    const stored = machine.channel<{ readonly id: number }>('stored', (from, { id }) => this.stored(from, id));
    const brings = (by: Kept) => machine.channel<Keep>(by, (from, { id, entry }) => {
      this.keep(entry, by);
      stored(from, { id });
    });
    this.bring = { write: brings('write'), hint: brings('hint'), repair: brings('repair') };
    const fetched = machine.channel<Fetched>('fetched', (from, { id, entry }) => this.fetched(from, id, entry));
    this.fetch = machine.channel<{ readonly id: number; readonly key: string }>('fetch', (from, { id, key }) => fetched(from, { id, entry: store.get(key) }));
  }

  /** Null deletes. Resolves with what two replicas have. Rejects with `Unknown` (`Timeout`) after a second: it may be on some, and hints go on. */
  write(key: string, value: string | null): Promise<StoreEntry> {
    const { node } = this.machine;
    const entry = entryOf(key, value, { ts: Math.max(node.wallMs, (this.store.get(key)?.version.ts ?? 0) + 1), node: node.id });
    const id = this.numbers++;
    return new Promise((resolve, reject) => {
      this.writes.set(id, { entry, missing: new Set(this.replicas), resolve, reject });
      this.keep(entry, 'write');
      for (const replica of this.others) this.bring.write(replica, { id, entry });
      node.after(msToUs(PATIENCE_MS), () => this.giveUp(id));
      this.stored(node.id, id);
    });
  }

  /** Undefined: never written. Rejects with `Unknown` (`Timeout`) after a second without two answers. */
  read(key: string): Promise<StoreEntry | undefined> {
    const { node } = this.machine;
    const id = this.numbers++;
    return new Promise((resolve, reject) => {
      this.reads.set(id, { key, heard: new Map(), repairs: this.repairs.at(id) < REPAIRED, resolve, reject });
      for (const replica of this.others) this.fetch(replica, { id, key });
      node.after(msToUs(PATIENCE_MS), () => this.endRead(id));
      this.fetched(node.id, id, this.store.get(key));
    });
  }

  private get others(): NodeId[] {
    return this.replicas.filter(id => id !== this.machine.node.id);
  }

  private keep(entry: StoreEntry, by: Kept): void {
    const held = this.store.get(entry.key);
    if (held && !isNewer(entry.version, held.version)) return;
    this.store.put(entry, by);
    this.wrote(this.store.get(entry.key)!);
  }

  private stored(from: NodeId, id: number): void {
    const hint = this.hints.get(id);
    if (hint) {
      this.hints.delete(id);
      this.tell('handed', hint);
    }
    const write = this.writes.get(id);
    if (!write?.missing.delete(from)) return;
    if (this.replicas.length - write.missing.size === ENOUGH) write.resolve(write.entry);
    if (write.missing.size === 0) this.writes.delete(id);
  }

  private giveUp(id: number): void {
    const write = this.writes.get(id);
    if (!write) return;
    this.writes.delete(id);
    const { entry, missing, reject } = write;
    const untilUs = this.machine.node.world.nowUs + msToUs(KEEPS_HINTS_MS);
    for (const to of missing) {
      const hint = { to, entry, untilUs };
      this.hints.set(this.numbers++, hint);
      this.tell('hinted', hint);
    }
    this.offerHints();
    reject(tooFew('write'));
  }

  /** As long as there are any. */
  private offerHints(): void {
    if (this.offering || this.hints.size === 0) return;
    this.offering = true;
    this.machine.node.after(msToUs(OFFERS_EVERY_MS), () => {
      this.offering = false;
      for (const [id, hint] of this.hints) this.offer(id, hint);
      this.offerHints();
    });
  }

  private offer(id: number, hint: Hint): void {
    const { to, entry, untilUs } = hint;
    if (this.machine.node.world.nowUs < untilUs) return this.bring.hint(to, { id, entry });
    this.hints.delete(id);
    this.tell('forgotten', hint);
  }

  private fetched(from: NodeId, id: number, entry: StoreEntry | undefined): void {
    const read = this.reads.get(id);
    if (!read || read.heard.has(from)) return;
    const { heard, resolve } = read;
    heard.set(from, entry);
    if (heard.size === ENOUGH) resolve(newest(heard));
    if (heard.size === this.replicas.length) this.endRead(id);
  }

  private endRead(id: number): void {
    const read = this.reads.get(id);
    if (!read) return;
    this.reads.delete(id);
    if (read.repairs) this.repair(read.heard);
    read.reject(tooFew('read'));
  }

  private repair(heard: Read['heard']): void {
    const entry = newest(heard);
    if (!entry) return;
    for (const [replica, held] of heard) {
      if (held && !isNewer(entry.version, held.version)) continue;
      if (replica === this.machine.node.id) this.keep(entry, 'repair');
      else this.bring.repair(replica, { id: this.numbers++, entry });
    }
  }

  private tell(what: 'hinted' | 'handed' | 'forgotten', { to, entry: { key } }: Hint): void {
    const { id, world } = this.machine.node;
    world.history.fact(what, { key, to }, id);
  }
}

function newest(heard: Read['heard']): StoreEntry | undefined {
  let best: StoreEntry | undefined;
  for (const entry of heard.values()) if (entry && (!best || isNewer(entry.version, best.version))) best = entry;
  return best;
}

const tooFew = (what: string): Unknown => new Unknown('Timeout', `fewer than ${ENOUGH} replicas answered the ${what} within ${PATIENCE_MS} ms`);
