import type { Row } from './api.ts';
import type { Engine, Work } from './engine.ts';
import { refused, type UniqueSpec } from './schema.ts';
import { latest, type Entry, type Table } from './table.ts';
import type { Transaction } from './transaction.ts';

/** Takes the values of a row's unique constraints for a transaction; throws `Refused` (`UniqueViolation`). */
export function* claim(engine: Engine, tx: Transaction, table: Table, entry: Entry, before: Row | undefined, row: Row | undefined): Work<void> {
  for (const unique of table.spec.unique ?? []) {
    const [old, now] = [before && claimName(table, unique, before), row && claimName(table, unique, row)];
    if (old === now) continue;
    if (old !== undefined) yield* lock(engine, tx, old);
    if (now === undefined) continue;
    table.claim(now, entry);
    if (!unique.deferred) yield* claimValues(engine, tx, table, entry, row!, unique, now);
  }
}

/** Takes what was left until the commit. */
export function* claimDeferred(engine: Engine, tx: Transaction): Work<void> {
  for (const [entry, table] of tx.written) {
    const row = entry.pending?.row;
    for (const unique of row ? (table.spec.unique ?? []).filter(({ deferred }) => deferred) : []) {
      const name = claimName(table, unique, row!);
      if (name !== undefined) yield* claimValues(engine, tx, table, entry, row!, unique, name);
    }
  }
}

function* claimValues(engine: Engine, tx: Transaction, table: Table, entry: Entry, row: Row, unique: UniqueSpec, name: string): Work<void> {
  refuseTaken(engine, tx, table, entry, row, unique, name, false);
  yield* lock(engine, tx, name);
  refuseTaken(engine, tx, table, entry, row, unique, name, true);
}

/** `held`: whoever was changing a row with these values has ended. */
function refuseTaken(engine: Engine, tx: Transaction, table: Table, entry: Entry, row: Row, { columns }: UniqueSpec, name: string, held: boolean): void {
  const has = (other: Row | undefined): boolean => other !== undefined && columns.every(column => other[column] === row[column]);
  const taken = table.claimed(name, other => other !== entry && !has(other.pending?.row) && !other.versions.some(version => has(version.row)))
    .some(other => other !== entry && (held || !other.pending || other.pending.by === tx) && has(latest(other, tx)));
  if (!taken) return;
  engine.serializable.wrote(tx, table, undefined, row);
  throw refused('UniqueViolation', `there is a row in ${table.name} already with ${columns.map(column => `${column} = ${JSON.stringify(row[column])}`).join(', ')}`);
}

function* lock(engine: Engine, tx: Transaction, name: string): Work<void> {
  const waiting = engine.locks.take(tx, name);
  if (waiting) yield waiting;
}

/** Undefined if a value is null: such rows are never equal. */
function claimName({ name }: Table, { columns }: UniqueSpec, row: Row): string | undefined {
  const values = columns.map(column => row[column]);
  return values.some(value => value === null) ? undefined : `${name} ${columns.join()} ${JSON.stringify(values)}`;
}
