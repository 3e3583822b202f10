import type { Key, Row, Scalar, Where } from './api.ts';
import { compare, compareKeys, keyColumns, keyText, listOf, type TableSpec } from './schema.ts';
import type { Transaction } from './transaction.ts';

/** A committed state of a row; `row` is undefined where it was deleted. */
export interface Version {
  /** Number of the commit. */
  readonly csn: number;
  readonly by: Transaction | undefined;
  readonly row: Row | undefined;
}

/** All that is known under one primary key. */
export interface Entry {
  readonly key: Key;
  readonly text: string;
  /** Oldest first. */
  versions: readonly Version[];
  /** What a transaction that has not ended has made of it. Only whoever holds the lock may. */
  pending?: { readonly by: Transaction; readonly row: Row | undefined } | undefined;
}

export interface Match {
  readonly entry: Entry;
  readonly row: Row;
}

/** What was committed by the time of a snapshot. */
export function versionAt({ versions }: Entry, csn: number): Version | undefined {
  for (let i = versions.length - 1; i >= 0; i--) if (versions[i]!.csn <= csn) return versions[i];
  return undefined;
}

/** As a transaction must find it when it writes: what it has made of it itself, else what was committed last. */
export function latest({ pending, versions }: Entry, tx: Transaction): Row | undefined {
  return pending?.by === tx ? pending.row : versions.at(-1)?.row;
}

/** The rows of one table with their versions, in the order of the primary key. */
export class Table {
  readonly name: string;
  readonly spec: TableSpec & { readonly name: string };
  /** Called with each number that a sequence gives out. */
  whenNumbered: ((value: number) => void) | undefined;
  private readonly byKey = new Map<string, Entry>();
  private readonly sorted: Entry[] = [];
  private readonly firstKeyColumn: string;
  private readonly sequences = new Map<string, number>();
  /** By values of a unique constraint: entries that have or had them. */
  private readonly claims = new Map<string, Set<Entry>>();

  constructor(name: string, spec: TableSpec) {
    this.name = name;
    this.spec = { ...spec, name };
    this.firstKeyColumn = keyColumns(spec)[0]!;
  }

  /** The next number of a column's sequence, from 1; never given a second time. */
  next(column: string): number {
    const value = (this.sequences.get(column) ?? 0) + 1;
    this.sequences.set(column, value);
    this.whenNumbered?.(value);
    return value;
  }

  at(key: Key): Entry | undefined {
    return this.byKey.get(keyText(key));
  }

  entries(): Iterable<Entry> {
    return this.sorted;
  }

  /** The entry of a key, made if there is none. */
  make(key: Key): Entry {
    const text = keyText(key);
    let entry = this.byKey.get(text);
    if (entry) return entry;
    entry = { key, text, versions: [] };
    this.byKey.set(text, entry);
    const last = this.sorted.at(-1);
    if (!last || compareKeys(last.key, key) < 0) this.sorted.push(entry);
    else this.sorted.splice(this.firstFrom(key), 0, entry);
    return entry;
  }

  drop(entry: Entry): void {
    this.byKey.delete(entry.text);
    this.sorted.splice(this.firstFrom(entry.key), 1);
  }

  /** Rows that match, in the order of the key. `read` says what is to be seen of an entry. */
  select(where: Where, read: (entry: Entry) => Row | undefined, matches: (row: Row) => boolean, limit = Infinity): Match[] {
    const found: Match[] = [];
    const { first, isBeyond } = this.range(where);
    for (let i = first; i < this.sorted.length && found.length < limit; i++) {
      const entry = this.sorted[i]!;
      if (isBeyond(entry)) break;
      const row = read(entry);
      if (row && matches(row)) found.push({ entry, row });
    }
    return found;
  }

  /** Rows whose keys come after one of them. */
  after(key: Key | undefined, read: (entry: Entry) => Row | undefined, limit: number): Match[] {
    const found: Match[] = [];
    for (let i = key === undefined ? 0 : this.firstFrom(key); i < this.sorted.length && found.length < limit; i++) {
      const entry = this.sorted[i]!;
      if (key !== undefined && compareKeys(entry.key, key) === 0) continue;
      const row = read(entry);
      if (row) found.push({ entry, row });
    }
    return found;
  }

  /** Notes that an entry has these values of a unique constraint. */
  claim(name: string, entry: Entry): void {
    const entries = this.claims.get(name);
    if (entries) entries.add(entry);
    else this.claims.set(name, new Set([entry]));
  }

  /** Entries that may have these values. Those that `isStale` are forgotten. */
  claimed(name: string, isStale: (entry: Entry) => boolean): Entry[] {
    const entries = this.claims.get(name);
    if (!entries) return [];
    for (const entry of entries) if (isStale(entry)) entries.delete(entry);
    if (entries.size === 0) this.claims.delete(name);
    return [...entries];
  }

  /** Which part of the table a condition on the first key column leaves. */
  private range(where: Where): { readonly first: number; isBeyond(entry: Entry): boolean } {
    const condition = where[this.firstKeyColumn];
    if (condition === undefined || condition === null) return { first: 0, isBeyond: () => false };
    const { gt, gte = gt, lt, lte = lt } = typeof condition === 'object' ? condition : { gt: undefined, gte: condition, lt: undefined, lte: condition };
    const isBeyond = lte === undefined ? () => false : ({ key }: Entry) => compare(listOf(key)[0], lte) > 0;
    return { first: gte === undefined ? 0 : this.search(({ key }) => compare(listOf(key)[0], gte as Scalar) >= 0), isBeyond };
  }

  private firstFrom(key: Key): number {
    return this.search(entry => compareKeys(entry.key, key) >= 0);
  }

  /** Index of the first entry of which something is true, and of all that come after it. */
  private search(isThere: (entry: Entry) => boolean): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isThere(this.sorted[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
