import type { NodeContext } from '../../cluster/api.ts';

/** A value that can be compared. */
export type Scalar = string | number | boolean | null;

/** A primary key: the value of its column, or the values of its columns in order. Numbers come before texts, texts by UTF-16 code units. */
export type Key = string | number | readonly (string | number)[];

/** A row: the values of its columns, data of any kind. A column without a value is `null`. */
export type Row = Readonly<Record<string, unknown>>;

/** `{ gt: 7 }`: greater than 7. All that are given must hold; `null` is neither greater nor less than anything. */
export interface Comparison {
  readonly gt?: string | number;
  readonly gte?: string | number;
  readonly lt?: string | number;
  readonly lte?: string | number;
  readonly ne?: Scalar;
  readonly in?: readonly Scalar[];
}

/** Which rows: those whose columns have these values. `{ status: 'open', id: { gt: 7 } }`; `{}` is all. `null` matches `null`, as SQL's `is null`. */
export type Where = Readonly<Record<string, Scalar | Comparison>>;

/** What to change: new values by column. `{ add: n }` adds to the number that the row holds when its lock is taken: `set balance = balance + n`. */
export type Changes = Readonly<Record<string, unknown>>;

export interface QueryOptions {
  /** Columns, the most important first; a minus in front means descending: `['-priority', 'id']`. Absent: the primary key. `null` comes last (descending: first). */
  readonly orderBy?: string | readonly string[];
  readonly limit?: number;
  /** Locks the rows until the transaction ends, as an update would; waits for whoever holds them (`select … for update`). */
  readonly forUpdate?: boolean;
  /** With `forUpdate`: leaves out rows that somebody else has locked instead of waiting. What is left is no consistent view of the table. */
  readonly skipLocked?: boolean;
}

/**
 * Statements, as one transaction sees them. They run in the order in which they were called. A statement that fails has
 * undone the whole transaction, as in PostgreSQL: every later one is `Refused` (`Aborted`, 25P02), and so is its end.
 *
 * All of it is `Refused` when it fails, because nothing of the transaction will ever be applied:
 * - `UniqueViolation` (23505), `CheckViolation` (23514)
 * - `Conflict`, `reason: '40001'`: cannot be serialized with what others did; `reason: '40P01'`: a deadlock, and this
 *   transaction was chosen to end it. Run the whole transaction again.
 * - `UndefinedTable` (42P01), `UndefinedColumn` (42703), `BadRequest`: the statement makes no sense
 * - `ReadOnly` (25006): written on a replica
 * - `Timeout`, `Reset`: no answer in time, or the connection broke
 */
export interface Tx {
  /** The row with this primary key. */
  get<R extends object = Row>(table: string, key: Key): Promise<R | undefined>;
  /**
   * Adds a row. Columns with a default are filled in: a sequence gives its next number, which is used up even if the
   * transaction is rolled back, so numbers have gaps, and their order is not the order of the commits. Waits if somebody
   * else is adding the same key and has not committed.
   */
  insert(table: string, row: object): Promise<void>;
  /** Adds a row, or sets these columns in the row with the same primary key: `insert … on conflict (key) do update`. */
  put(table: string, row: object): Promise<void>;
  /** Changes all rows that match, and locks them; how many there were. Key columns cannot be changed. */
  update(table: string, where: Where, set: Changes): Promise<number>;
  /** Deletes all rows that match; how many there were. */
  delete(table: string, where: Where): Promise<number>;
  query<R extends object = Row>(table: string, where: Where, options?: QueryOptions): Promise<R[]>;
}

/**
 * What transactions that run at the same time may notice of each other (PostgreSQL manual, 13.2, "Transaction Isolation").
 * - `read-committed`: each statement sees what was committed when it began. An update waits for a row that somebody else
 *   has changed, then acts on the newest version if that still matches.
 * - `snapshot` (PostgreSQL's `repeatable read`): all statements see what was committed when the first one began. To change
 *   a row that somebody else has changed since is a `Conflict`.
 * - `serializable`: as `snapshot`, and the result is as if transactions of this level had run one after another; if it
 *   could not be, one of them is a `Conflict`.
 */
export type Isolation = 'read-committed' | 'snapshot' | 'serializable';

export interface TxOptions {
  /** Absent: `read-committed`. */
  readonly isolation?: Isolation;
  /**
   * How long all of it may take, 30,000 ms if absent. Then it is rolled back, if its commit has not been sent, and its locks
   * are free; `f` is not stopped by that, only its next statement fails.
   */
  readonly timeoutMs?: number;
  /** Where the lesson says that reads go to a replica: on the primary instead. */
  readonly primary?: boolean;
}

/** A place in the order of the commits. After a failover to a replica a new epoch begins. */
export interface Position {
  readonly epoch: number;
  readonly lsn: number;
}

/** One row that a committed transaction has changed; what it did to the same row several times comes as one change (PostgreSQL's decoding gives each). */
export interface Change<R extends object = Row> {
  readonly position: Position;
  /** Id of the transaction. */
  readonly xid: number;
  readonly table: string;
  readonly op: 'insert' | 'update' | 'delete';
  readonly key: Key;
  /** The row from then on; `null` if it was deleted. */
  readonly row: R | null;
  /** The row before; `null` if there was none. */
  readonly before: R | null;
}

export interface ChangesOptions {
  /** Begins after this position, for example the last one that you have dealt with. Absent: at the oldest that is kept. */
  readonly from?: Position;
  /** Absent: all. */
  readonly tables?: readonly string[];
}

/**
 * A relational database with the behaviour of PostgreSQL: versions of rows, row locks, unique constraints, sequences.
 * A statement called here is a transaction of its own; where nobody answers within 30 s, or the connection breaks, it is
 * `Unknown`: it may have been carried out.
 *
 * Sources: PostgreSQL 15 manual, chapters 13 (Concurrency Control), 9.17 (Sequences), 55 (Frontend/Backend Protocol) and
 * Appendix A (Error Codes); Ports and Grittner, "Serializable Snapshot Isolation in PostgreSQL" (VLDB 2012).
 *
 * Unlike PostgreSQL:
 * - There is no SQL and there are no types; a table has only the columns that its lesson declares. Rows have one kind of
 *   lock, and there are no foreign keys, no savepoints, no `serializable deferrable`.
 * - An update and a locking query take rows in the order of the primary key (or of `orderBy`); PostgreSQL in the order
 *   in which it finds them.
 * - Transactions that wait for the same row get it in the order of asking; PostgreSQL promises no order.
 * - Serializable transactions are compared by the exact rows and conditions that they have read. PostgreSQL notes pages
 *   or whole tables, so it gives more false alarms.
 * - The end of a transaction that had failed is `Refused` (`Aborted`). PostgreSQL answers `COMMIT` with `ROLLBACK`, and
 *   most clients do not treat that as an error.
 * - A deferred constraint waits only for transactions that are committing; PostgreSQL's waits for all that are open.
 * - Times and dates are yours to write; identifiers are always as you spell them.
 * - A replica is behind by a fixed time; `changes` is read on the primary, and needs no slot: what is not read holds
 *   nothing back.
 * - When a process ends, its open transactions are rolled back as soon as the database hears of it; one whose statement
 *   waits for a lock, when that has ended. A connection that is only silent is kept.
 */
export interface Db extends Tx {
  /**
   * Runs `f` as one transaction: commits when its promise resolves, rolls back when it rejects. Rejects with what `f`
   * rejects with; with `Refused` if nothing was applied; with `Unknown` (`Timeout`, `Reset`) if the commit was sent and
   * no answer came: all of it was applied, will be, or never.
   *
   * A transaction holds its locks until it ends. A process that crashes or stands still between two statements leaves it
   * open for so long.
   */
  tx<T>(f: (t: Tx) => Promise<T>, options?: TxOptions): Promise<T>;
  /**
   * Committed changes in the order of the commits, those of one transaction together; waits for more at the end, so it
   * never ends by itself (logical decoding). At least once: after a broken connection some come again. Rejects with
   * `Refused` (`PositionLost`) if `from` is older than what is kept, or was never reached by the database as it is after
   * a failover.
   */
  changes<R extends object = Row>(options?: ChangesOptions): AsyncIterable<Change<R>>;
  /**
   * The lowest id of a transaction that is still open and has written or locked something; the next id to be given if
   * there is none. Every transaction with a lower id has ended (`pg_snapshot_xmin(pg_current_snapshot())`).
   */
  horizon(): Promise<number>;
  /** Rows in the order of the primary key, beginning after `after`; for walking through a big table in portions. */
  scan<R extends object = Row>(table: string, options: { readonly after?: Key; readonly limit: number }): Promise<R[]>;
  /** A hash of all rows with `from ≤ key ≤ to`: equal exactly if the rows are (but for one chance in 2⁶⁴). */
  rangeHash(table: string, from: Key, to: Key): Promise<string>;
}

/** What a process gets that has a database. */
export interface DatabaseContext extends NodeContext {
  readonly db: Db;
}
