import { hashText, jsonOf } from '../../../sim/index.ts';
import type { Changes, Key, QueryOptions, Row, Where } from './api.ts';
import type { Engine, Work } from './engine.ts';
import { compareKeys, conflict, keyColumns, keyOf, keyText, listOf, refused } from './schema.ts';
import { latest, versionAt, type Entry, type Match, type Table } from './table.ts';
import type { Transaction } from './transaction.ts';
import { claim } from './unique.ts';
import { changer, checkColumns, matcher, ordering } from './where.ts';

export type Statement =
  | { readonly op: 'get'; readonly table: string; readonly key: Key }
  | { readonly op: 'insert' | 'put'; readonly table: string; readonly row: Row }
  | { readonly op: 'update'; readonly table: string; readonly where: Where; readonly set: Changes }
  | { readonly op: 'delete'; readonly table: string; readonly where: Where }
  | { readonly op: 'query'; readonly table: string; readonly where: Where; readonly options?: QueryOptions }
  | { readonly op: 'scan'; readonly table: string; readonly after?: Key; readonly limit: number }
  | { readonly op: 'rangeHash'; readonly table: string; readonly from: Key; readonly to: Key };

/** What `rangeHash` gives. */
export interface RangeHash {
  readonly hash: string;
  readonly rows: number;
}

type Of<Op extends Statement['op']> = Extract<Statement, { readonly op: Op }>;

/** How each statement runs. Waits are for locks. */
export const statements: { readonly [Op in Statement['op']]: (engine: Engine, tx: Transaction, statement: Of<Op>) => Work<unknown> } = {
  *get(engine, tx, { table: name, key }) {
    const table = tableOf(engine, name);
    checkKey(table, key);
    const entry = table.at(key);
    engine.serializable.read(tx, table, row => compareKeys(keyOf(table.spec, row), key) === 0, entry ? [entry] : []);
    return entry && read(tx, entry);
  },

  *insert(engine, tx, { table: name, row: given }) {
    const table = tableOf(engine, name);
    const xid = engine.assignXid(tx);
    const row = completed(table, given, xid);
    const key = keyOf(table.spec, row);
    const held = table.at(key);
    if (held && isLive(held, tx) && (!held.pending || held.pending.by === tx)) throw duplicate(engine, tx, table, row, key);
    yield* lock(engine, tx, table, key);
    const entry = table.make(key);
    if (isLive(entry, tx)) throw duplicate(engine, tx, table, row, key);
    yield* write(engine, tx, table, entry, row);
  },

  *put(engine, tx, { table: name, row: given }) {
    const table = tableOf(engine, name);
    const xid = engine.assignXid(tx);
    const row = completed(table, given, xid);
    const key = keyOf(table.spec, row);
    yield* lock(engine, tx, table, key);
    const entry = table.make(key);
    const held = latest(entry, tx);
    if (held && isNewer(tx, entry)) throw changedSince(entry);
    yield* write(engine, tx, table, entry, held ? { ...held, ...withoutUndefined(given) } : row);
  },

  *update(engine, tx, { table: name, where, set }) {
    const table = tableOf(engine, name);
    const change = changer(table.spec, set);
    return yield* forEachMatch(engine, tx, table, where, (entry, row) => write(engine, tx, table, entry, change(row)));
  },

  *delete(engine, tx, { table: name, where }) {
    const table = tableOf(engine, name);
    return yield* forEachMatch(engine, tx, table, where, entry => write(engine, tx, table, entry, undefined));
  },

  *query(engine, tx, { table: name, where, options = {} }) {
    const table = tableOf(engine, name);
    const { limit = Infinity, forUpdate = false, skipLocked = false } = options;
    if (skipLocked && !forUpdate) throw refused('BadRequest', 'skipLocked is for queries that lock: set forUpdate as well');
    const matches = matcher(table.spec, where);
    const order = ordering(table.spec, options.orderBy);
    const found = select(engine, tx, table, where, matches, order || forUpdate ? Infinity : limit);
    if (order) found.sort((a, b) => order(a.row, b.row));
    return forUpdate ? yield* locked(engine, tx, table, found, matches, { limit, skipLocked }) : found.slice(0, limit).map(({ row }) => row);
  },

  *scan(engine, tx, { table: name, after, limit }) {
    const table = tableOf(engine, name);
    if (after !== undefined) checkKey(table, after);
    const everything = (): boolean => true;
    engine.serializable.read(tx, table, everything, table.entries());
    return table.after(after, entry => read(tx, entry), limit).map(({ row }) => row);
  },

  *rangeHash(engine, tx, { table: name, from, to }) {
    const table = tableOf(engine, name);
    checkKey(table, from);
    checkKey(table, to);
    const isBetween = (row: Row): boolean => {
      const key = keyOf(table.spec, row);
      return compareKeys(from, key) <= 0 && compareKeys(key, to) <= 0;
    };
    const rows = select(engine, tx, table, {}, isBetween, Infinity).map(({ row }) => jsonOf(table.spec.columns.map(column => row[column])));
    const text = rows.join('\n');
    const hash = [text, `:${text}`].map(each => hashText(each).toString(16).padStart(8, '0')).join('');
    return { hash, rows: rows.length } satisfies RangeHash;
  },
};

function tableOf({ tables }: Engine, name: string): Table {
  const table = tables.get(name);
  if (!table) throw refused('UndefinedTable', `there is no table ${String(name)}; there are ${[...tables.keys()].join(', ')}`);
  return table;
}

function checkKey({ spec, name }: Table, key: Key): void {
  const values = key === null || key === undefined ? [] : listOf(key);
  const isKey = values.length === keyColumns(spec).length && values.every(value => typeof value === 'string' || typeof value === 'number');
  if (!isKey) throw refused('BadRequest', `the key of ${name} is ${keyColumns(spec).join(', ')}: a text or number for each`);
}

/** A row as it is stored: a value for every column. */
function completed(table: Table, given: Row, xid: number): Row {
  if (typeof given !== 'object' || given === null) throw refused('BadRequest', 'a row is an object of columns');
  checkColumns(table.spec, Object.keys(given));
  const { columns, defaults = {} } = table.spec;
  return Object.fromEntries(columns.map(column => {
    const value = given[column];
    if (value !== undefined || defaults[column] === undefined) return [column, value ?? null];
    return [column, defaults[column] === 'xid' ? xid : table.next(column)];
  }));
}

const withoutUndefined = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));

/** What a transaction sees of an entry. */
const read = (tx: Transaction, entry: Entry): Row | undefined => (entry.pending?.by === tx ? entry.pending.row : versionAt(entry, tx.snapshot!)?.row);

const isLive = (entry: Entry, tx: Transaction): boolean => latest(entry, tx) !== undefined;

/** Whether somebody else has committed a change since the snapshot. */
const isNewer = (tx: Transaction, { pending, versions }: Entry): boolean =>
  tx.isolation !== 'read-committed' && pending?.by !== tx && (versions.at(-1)?.csn ?? 0) > tx.snapshot!;

const changedSince = (entry: Entry): Error =>
  conflict('40001', `could not serialize access due to concurrent ${entry.versions.at(-1)!.row === undefined ? 'delete' : 'update'}`);

function duplicate(engine: Engine, tx: Transaction, table: Table, row: Row, key: Key): Error {
  engine.serializable.wrote(tx, table, undefined, row);
  return refused('UniqueViolation', `there is a row in ${table.name} already with the key ${jsonOf(key)}`);
}

function select(engine: Engine, tx: Transaction, table: Table, where: Where, matches: (row: Row) => boolean, limit: number): Match[] {
  if (tx.reading) engine.serializable.read(tx, table, matches, table.entries());
  const [column, ...others] = keyColumns(table.spec);
  const key = where[column!];
  if (others.length === 0 && (typeof key === 'string' || typeof key === 'number')) {
    const entry = table.at(key);
    const row = entry && read(tx, entry);
    return row && matches(row) && limit > 0 ? [{ entry, row }] : [];
  }
  return table.select(where, entry => read(tx, entry), matches, limit);
}

const lockName = ({ name }: Table, key: Key): string => `${name}[${keyText(key)}]`;

function* lock(engine: Engine, tx: Transaction, table: Table, key: Key): Work<void> {
  const waiting = engine.locks.take(tx, lockName(table, key));
  if (waiting) yield waiting;
}

/** Locks a row that a snapshot has shown, and returns it as it is then; undefined if it does not match any more. */
function* lockMatch(engine: Engine, tx: Transaction, table: Table, { entry }: Match, matches: (row: Row) => boolean): Work<Row | undefined> {
  engine.assignXid(tx);
  const name = lockName(table, entry.key);
  const heldBefore = engine.locks.holds(tx, name);
  yield* lock(engine, tx, table, entry.key);
  if (isNewer(tx, entry)) throw changedSince(entry);
  const row = latest(entry, tx);
  if (row && matches(row)) return row;
  if (!heldBefore) for (const waiting of engine.locks.releaseOne(tx, name)) waiting.resume();
  return undefined;
}

function* forEachMatch(engine: Engine, tx: Transaction, table: Table, where: Where, act: (entry: Entry, row: Row) => Work<void>): Work<number> {
  const matches = matcher(table.spec, where);
  let count = 0;
  if (tx.onReplica) engine.assignXid(tx);
  for (const match of select(engine, tx, table, where, matches, Infinity)) {
    const row = yield* lockMatch(engine, tx, table, match, matches);
    if (!row) continue;
    yield* act(match.entry, row);
    count++;
  }
  return count;
}

function* locked(engine: Engine, tx: Transaction, table: Table, found: readonly Match[], matches: (row: Row) => boolean, { limit, skipLocked }: { limit: number; skipLocked: boolean }): Work<Row[]> {
  const rows: Row[] = [];
  for (const match of found) {
    if (rows.length >= limit) break;
    if (skipLocked && engine.locks.isTaken(tx, lockName(table, match.entry.key))) continue;
    const row = yield* lockMatch(engine, tx, table, match, matches);
    if (row) rows.push(row);
  }
  return rows;
}

/** Makes a row, or nothing, of an entry whose lock is held. */
function* write(engine: Engine, tx: Transaction, table: Table, entry: Entry, row: Row | undefined): Work<void> {
  const before = latest(entry, tx);
  tx.written.set(entry, table);
  entry.pending = { by: tx, row: before };
  const violated = row && table.spec.check?.(row);
  if (violated !== undefined) throw refused('CheckViolation', `a row for ${table.name} violates ${violated}`);
  engine.serializable.wrote(tx, table, before, row);
  yield* claim(engine, tx, table, entry, before, row);
  entry.pending = { by: tx, row };
}
