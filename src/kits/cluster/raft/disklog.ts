import type { Disk } from '../api.ts';
import type { Configuration, Entry, LogEnd, RaftLog } from './api.ts';

const FILE = 'raft.log';

/** Tells of entries that were removed. */
type Removed = (entries: readonly Entry[]) => void;

/** Hears of changes to the log in memory. */
interface Watcher {
  entries(entries: readonly Entry[], from: number): void;
  cut(index: number): void;
}

/** A log in memory and, entry by entry, on the node's disk. */
export class DiskLog implements RaftLog {
  private readonly disk: Disk;
  private readonly removed: Removed;
  private readonly watcher: Watcher | undefined;
  private entries: Entry[] = [];
  /** Those of `entries` that are configurations. */
  private configurations: Entry[] = [];

  constructor(disk: Disk, removed: Removed = () => {}, watcher?: Watcher) {
    this.disk = disk;
    this.removed = removed;
    this.watcher = watcher;
  }

  /** A record takes the place of an earlier one of its index and of all after that. */
  async load(): Promise<void> {
    for (const entry of await this.disk.read(FILE) as Entry[]) {
      this.cut(entry.index);
      this.put([entry]);
    }
    this.watcher?.entries(this.entries, 1);
  }

  get lastIndex(): number {
    return this.entries.length;
  }

  termAt(index: number): number {
    return this.entries[index - 1]?.term ?? 0;
  }

  get end(): LogEnd {
    return { lastIndex: this.lastIndex, lastTerm: this.termAt(this.lastIndex) };
  }

  /** The last one in the log, with its place. */
  get configured(): { readonly index: number; readonly configuration: Configuration } | undefined {
    const entry = this.configurations.at(-1);
    return entry && { index: entry.index, configuration: entry.command as Configuration };
  }

  at(index: number): Entry {
    return this.entries[index - 1]!;
  }

  slice(from: number, to: number): Entry[] {
    return this.entries.slice(Math.max(0, from - 1), Math.max(0, to - 1));
  }

  async append(entries: readonly Entry[]): Promise<void> {
    for (const [offset, { index }] of entries.entries()) {
      if (index !== this.lastIndex + offset + 1) throw new RangeError(`entry ${index} cannot follow entry ${this.lastIndex + offset}`);
    }
    this.adopt(entries);
    await this.write(entries);
  }

  /** Makes entries durable before they are in the log; `adopt` puts them in. */
  async prepare(entries: readonly Entry[]): Promise<void> {
    await this.write(entries);
    await this.sync();
  }

  adopt(entries: readonly Entry[]): void {
    this.put(entries);
    this.watcher?.entries(this.entries, this.entries.length - entries.length + 1);
  }

  private put(entries: readonly Entry[]): void {
    this.entries.push(...entries);
    for (const entry of entries) if (entry.kind === 'configuration') this.configurations.push(entry);
  }

  async truncateFrom(index: number): Promise<void> {
    if (index > this.lastIndex) return;
    this.removed(this.entries.slice(Math.max(0, index - 1)));
    this.cut(index);
    this.watcher?.cut(index);
    await this.disk.write(FILE, this.entries);
  }

  private cut(index: number): void {
    this.entries.length = Math.max(0, index - 1);
    this.configurations = this.configurations.filter(entry => entry.index < index);
  }

  sync(): Promise<void> {
    return this.disk.sync();
  }

  private async write(entries: readonly Entry[]): Promise<void> {
    await Promise.all(entries.map(entry => this.disk.append(FILE, entry)));
  }
}

/** What learner code gets of it: its functions, without a way to its inside. Entries are copies. */
export function raftLog(log: DiskLog, copy: <T>(value: T) => T): RaftLog {
  return Object.freeze<RaftLog>({
    get lastIndex() { return log.lastIndex; },
    termAt: log.termAt.bind(log),
    slice: ((from: number, to: number) => copy(log.slice(from, to))).bind(undefined),
    append: ((entries: readonly Entry[]) => log.append(copy(entries))).bind(undefined),
    truncateFrom: log.truncateFrom.bind(log),
    sync: log.sync.bind(log),
  });
}
