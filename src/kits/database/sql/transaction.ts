import type { Isolation } from './api.ts';
import type { Reading } from './serializable.ts';
import type { Entry, Table } from './table.ts';

/** One transaction of a database. */
export class Transaction {
  readonly isolation: Isolation;
  /** It reads what a replica has applied, and may not write. */
  readonly onReplica: boolean;
  state: 'active' | 'committed' | 'aborted' = 'active';
  /** Given when it first writes or locks something. */
  xid: number | undefined;
  /** Number of the last commit that it sees; at `read-committed` only while a statement runs. */
  snapshot: number | undefined;
  readonly written = new Map<Entry, Table>();
  /** What is noted of it at the level `serializable`. */
  readonly reading: Reading | undefined;

  constructor(isolation: Isolation, { onReplica = false, reading }: { readonly onReplica?: boolean; readonly reading?: Reading } = {}) {
    this.isolation = isolation;
    this.onReplica = onReplica;
    this.reading = reading;
  }
}
