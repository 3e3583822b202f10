import type { Isolation, Row } from './api.ts';
import { Locks, type Waiting } from './locks.ts';
import { refused, type Tables } from './schema.ts';
import { Serializable } from './serializable.ts';
import { statements, type Statement } from './statements.ts';
import { Table, type Entry } from './table.ts';
import { Transaction } from './transaction.ts';
import { claimDeferred } from './unique.ts';

/** Something that runs until it has to wait for a lock, and goes on when it is resumed. */
export type Work<T> = Generator<Waiting<Transaction>, T>;

/** A row that a commit has changed. */
export interface Written {
  readonly table: Table;
  readonly entry: Entry;
  readonly before: Row | undefined;
  readonly row: Row | undefined;
}

/**
 * Tables and transactions: what is visible to whom, who waits for whom, who is refused. Knows no time, no network and no
 * sessions; everything happens when it is called.
 */
export class Engine {
  readonly tables: ReadonlyMap<string, Table>;
  readonly locks = new Locks<Transaction>();
  readonly serializable = new Serializable();
  /** Number of the last commit. */
  csn = 0;
  /** Number of the last commit that a replica has applied. */
  replicaCsn: () => number = () => this.csn;
  private readonly active = new Set<Transaction>();
  private lastXid = 0;
  /** Entries with versions that nobody may need any more. */
  private readonly stale = new Map<Entry, Table>();

  constructor(tables: Tables) {
    this.tables = new Map(Object.entries(tables).map(([name, spec]) => [name, new Table(name, spec)]));
    for (const [name, { rows = [] }] of Object.entries(tables)) this.fill(name, rows);
  }

  private fill(name: string, rows: readonly Row[]): void {
    const tx = this.begin('read-committed');
    for (const row of rows) drainNow(this.perform(tx, { op: 'insert', table: name, row }));
    drainNow(this.commit(tx));
  }

  begin(isolation: Isolation, { onReplica = false }: { readonly onReplica?: boolean } = {}): Transaction {
    if (onReplica && isolation === 'serializable') throw refused('ReadOnly', 'a replica has no serializable transactions');
    const tx = new Transaction(isolation, { onReplica, ...(isolation === 'serializable' ? { reading: this.serializable.begin() } : {}) });
    this.active.add(tx);
    return tx;
  }

  /** Runs one statement. What it throws has undone its transaction. */
  *perform(tx: Transaction, statement: Statement): Work<unknown> {
    try {
      if (tx.state !== 'active') throw aborted();
      if (tx.snapshot === undefined) {
        tx.snapshot = tx.onReplica ? this.replicaCsn() : this.csn;
        this.serializable.snapshotTaken(tx);
      }
      return yield* statements[statement.op](this, tx, statement as never);
    } catch (error) {
      this.abort(tx);
      throw error;
    } finally {
      if (tx.isolation === 'read-committed') tx.snapshot = undefined;
    }
  }

  /** Makes all of it visible at once; returns what was changed. */
  *commit(tx: Transaction): Work<readonly Written[]> {
    try {
      if (tx.state !== 'active') throw aborted();
      yield* claimDeferred(this, tx);
      this.serializable.beforeCommit(tx);
    } catch (error) {
      this.abort(tx);
      throw error;
    }
    const written = this.apply(tx);
    tx.state = 'committed';
    this.serializable.committed(tx);
    this.end(tx);
    return written;
  }

  /** Undoes all of it. Does nothing if it has ended. */
  abort(tx: Transaction): void {
    if (tx.state !== 'active') return;
    tx.state = 'aborted';
    for (const [entry, table] of tx.written) {
      entry.pending = undefined;
      if (entry.versions.length === 0) table.drop(entry);
    }
    this.serializable.aborted(tx);
    this.end(tx);
  }

  abortAll(): void {
    for (const tx of this.active) this.abort(tx);
  }

  /** Gives the transaction an id if it has none. */
  assignXid(tx: Transaction): number {
    if (tx.onReplica) throw refused('ReadOnly', 'a replica cannot be written to');
    return (tx.xid ??= ++this.lastXid);
  }

  /** Lowest id of an open transaction; the next one to be given if there is none. */
  horizon(): number {
    let lowest = this.lastXid + 1;
    for (const { xid } of this.active) if (xid !== undefined && xid < lowest) lowest = xid;
    return lowest;
  }

  /** Takes back every commit after `csn`, and all open transactions. Numbers of sequences stay used. */
  rewind(csn: number): void {
    this.abortAll();
    for (const table of this.tables.values()) {
      for (const entry of [...table.entries()]) {
        entry.versions = entry.versions.filter(version => version.csn <= csn);
        if (entry.versions.at(-1)?.row === undefined) table.drop(entry);
      }
    }
    this.csn = csn;
  }

  private apply(tx: Transaction): Written[] {
    if (tx.written.size === 0) return [];
    const csn = ++this.csn;
    return [...tx.written].map(([entry, table]) => {
      const before = entry.versions.at(-1)?.row;
      const { row } = entry.pending!;
      entry.versions = [...entry.versions, { csn, by: tx, row }];
      entry.pending = undefined;
      this.stale.set(entry, table);
      return { table, entry, before, row };
    });
  }

  private end(tx: Transaction): void {
    this.active.delete(tx);
    this.vacuum();
    for (const waiting of this.locks.release(tx)) waiting.resume();
  }

  /** Drops versions that no snapshot can see any more. */
  private vacuum(): void {
    if (this.stale.size === 0) return;
    let oldest = Math.min(this.csn, this.replicaCsn());
    for (const { snapshot } of this.active) if (snapshot !== undefined && snapshot < oldest) oldest = snapshot;
    for (const [entry, table] of this.stale) {
      const { versions } = entry;
      let first = versions.length - 1;
      while (first > 0 && versions[first]!.csn > oldest) first--;
      if (first > 0) entry.versions = versions.slice(first);
      if (entry.pending || entry.versions.length > 1 || entry.versions[0]!.csn > oldest) continue;
      this.stale.delete(entry);
      if (entry.versions[0]!.row === undefined) table.drop(entry);
    }
  }
}

const aborted = (): Error => refused('Aborted', 'the transaction has failed before: it is rolled back');

/** Runs what cannot have to wait. */
function drainNow(work: Work<unknown>): void {
  if (!work.next().done) throw new Error('rows at the beginning conflict');
}
