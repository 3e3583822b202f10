import type { Row } from './api.ts';
import { conflict } from './schema.ts';
import type { Entry, Table } from './table.ts';
import type { Transaction } from './transaction.ts';

/** What is noted of one serializable transaction. */
export interface Reading {
  /** Conditions under which it has read. */
  readonly predicates: { readonly table: Table; readonly matches: (row: Row) => boolean }[];
  /** Those that have read what this one changed, and did not see the change. */
  readonly readers: Set<Reading>;
  /** Those that changed what this one has read without seeing the change. */
  readonly writers: Set<Reading>;
  /** Number of the last serializable commit before its snapshot. */
  beganAfter: number;
  /** Its number among the serializable commits; `Infinity` before. */
  committed: number;
  readOnly: boolean;
  /** It will not be allowed to commit. */
  doomed: boolean;
}

/**
 * Which serializable transactions could not have run one after another. Every anomaly of snapshots contains a *pivot*: a
 * transaction that did not see a change of another one and whose own change was not seen by a third, where the last of the
 * three in this chain committed first. One of the three is then refused. The rules, also of whom, are those of
 * PostgreSQL's predicate.c (Ports and Grittner, "Serializable Snapshot Isolation in PostgreSQL", VLDB 2012).
 */
export class Serializable {
  private readonly all = new Set<Reading>();
  private commits = 0;

  begin(): Reading {
    const reading: Reading = { predicates: [], readers: new Set(), writers: new Set(), beganAfter: this.commits, committed: Infinity, readOnly: false, doomed: false };
    this.all.add(reading);
    return reading;
  }

  /** Called when the transaction takes its snapshot. */
  snapshotTaken({ reading }: Transaction): void {
    if (reading) reading.beganAfter = this.commits;
  }

  /** A transaction reads under a condition, and has looked at these entries. */
  read(tx: Transaction, table: Table, matches: (row: Row) => boolean, entries: Iterable<Entry>): void {
    const { reading, snapshot } = tx;
    if (!reading) return;
    refuseDoomed(reading);
    reading.predicates.push({ table, matches });
    for (const { versions, pending } of entries) {
      let before: Row | undefined;
      for (const { csn, by, row } of versions) {
        if (csn > snapshot! && by?.reading && concerns(matches, before, row)) this.conflict(reading, by.reading, reading);
        before = row;
      }
      if (pending?.by.reading && pending.by !== tx && concerns(matches, before, pending.row)) this.conflict(reading, pending.by.reading, reading);
    }
  }

  /** A transaction changes a row, or would have. */
  wrote({ reading }: Transaction, table: Table, before: Row | undefined, after: Row | undefined): void {
    if (!reading) return;
    refuseDoomed(reading);
    for (const other of this.all) {
      if (other === reading || other.doomed || other.committed <= reading.beganAfter) continue;
      if (other.predicates.some(predicate => predicate.table === table && concerns(predicate.matches, before, after))) this.conflict(other, reading, reading);
    }
  }

  /** Throws `Conflict` if the transaction must not commit. */
  beforeCommit({ reading }: Transaction): void {
    if (!reading) return;
    refuseDoomed(reading);
    for (const pivot of reading.readers) {
      if (isCommitted(pivot) || pivot.doomed) continue;
      const closes = [...pivot.readers].some(reader => reader === reading || (!isCommitted(reader) && !reader.readOnly && !reader.doomed));
      if (closes) pivot.doomed = true;
    }
  }

  committed({ reading, written }: Transaction): void {
    if (!reading) return;
    reading.committed = ++this.commits;
    reading.readOnly = written.size === 0;
    this.forget();
  }

  aborted({ reading }: Transaction): void {
    if (!reading) return;
    this.all.delete(reading);
    for (const other of this.all) {
      other.readers.delete(reading);
      other.writers.delete(reading);
    }
    this.forget();
  }

  private conflict(reader: Reading, writer: Reading, self: Reading): void {
    if (reader === writer || reader.writers.has(writer)) return;
    if (isDangerous(reader, writer)) {
      if (self === writer || isCommitted(writer)) throw refusal();
      writer.doomed = true;
    }
    reader.writers.add(writer);
    writer.readers.add(reader);
  }

  /** Whoever committed before every open transaction began concerns nobody any more. */
  private forget(): void {
    const oldest = Math.min(...[...this.all].filter(each => !isCommitted(each)).map(({ beganAfter }) => beganAfter));
    for (const each of this.all) if (each.committed <= oldest) this.all.delete(each);
  }
}

const isCommitted = ({ committed }: Reading): boolean => committed < Infinity;

const concerns = (matches: (row: Row) => boolean, before: Row | undefined, after: Row | undefined): boolean =>
  (before !== undefined && matches(before)) || (after !== undefined && matches(after));

const refusal = (): Error => conflict('40001', 'could not serialize access due to read/write dependencies among transactions');

function refuseDoomed({ doomed }: Reading): void {
  if (doomed) throw refusal();
}

/** Whether a new edge from reader to writer makes one of the two a pivot whose writer committed first. */
function isDangerous(reader: Reading, writer: Reading): boolean {
  if (isCommitted(writer) && [...writer.writers].some(({ committed }) => committed < writer.committed)) return true;
  const writerIsPivot = [...writer.writers].some(({ committed }) =>
    committed < Infinity && committed <= reader.committed && committed <= writer.committed && (!reader.readOnly || committed <= reader.beganAfter));
  if (writerIsPivot) return true;
  return isCommitted(writer) && !reader.readOnly && [...reader.readers].some(first =>
    !first.doomed && first.committed >= writer.committed && (!first.readOnly || first.beganAfter >= writer.committed));
}
