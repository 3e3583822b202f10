import type { Operation } from '../../sim/history.ts';
import type { Step } from './form.ts';

/** A transaction, by its place in the history. */
export interface Transaction {
  readonly operation: Operation;
  /** With what the reads saw, if it committed. */
  readonly steps: readonly Step[];
}

/** Who put a value to a key, and whether that is the last that it put there. */
export interface Put {
  readonly by: number;
  readonly isLast: boolean;
}

/** What is wrong with a history of transactions. */
export interface Anomaly {
  /** As the literature calls it. */
  readonly name: string;
  /** Positions of the transactions. */
  readonly shown: readonly number[];
  readonly message: string;
}

export const transactionsOf = (operations: readonly Operation[]): Transaction[] =>
  operations.map(operation => ({ operation, steps: (operation.outcome === 'ok' ? operation.output : operation.input) as readonly Step[] }));

/** By key, then by value. */
export type Puts = ReadonlyMap<string, ReadonlyMap<unknown, Put>>;

export function putsOf(transactions: readonly Transaction[]): Puts {
  const puts = new Map<string, Map<unknown, Put>>();
  transactions.forEach(({ steps }, by) => {
    const last = new Map<string, unknown>();
    for (const { f, key, value } of steps) {
      if (f === 'r') continue;
      if (!puts.has(key)) puts.set(key, new Map());
      if (last.has(key)) puts.get(key)!.set(last.get(key), { by, isLast: false });
      puts.get(key)!.set(value, { by, isLast: true });
      last.set(key, value);
    }
  });
  return puts;
}

/** `T3 (process 1, lines 5–8)`. */
export function nameOf({ client, outcome, invokedRow, completedRow }: Operation): string {
  const lines = completedRow < 0 ? `line ${invokedRow}` : `lines ${invokedRow}–${completedRow}`;
  return `the transaction of ${/^\d+$/.test(client) ? `process ${client}` : client} on ${lines}${outcome === 'ok' ? '' : outcome === 'fail' ? ', which failed' : ', which was not answered'}`;
}
