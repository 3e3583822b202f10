import { errorOf } from '../../errors.ts';
import type { Key, Row } from './api.ts';

/** A table as an author declares it. */
export interface TableSpec {
  readonly columns: readonly string[];
  /** Column or columns of the primary key. */
  readonly key: string | readonly string[];
  readonly unique?: readonly UniqueSpec[];
  /** What a column gets if an insert gives it nothing: the next number of a sequence of its own, or the id of the transaction. */
  readonly defaults?: Readonly<Record<string, 'sequence' | 'xid'>>;
  /** Name of the constraint that a row violates. */
  readonly check?: (row: Row) => string | undefined;
  /** What it holds at the beginning. */
  readonly rows?: readonly Row[];
}

/** Rows may not have the same values here, unless one of them is null. `deferred`: that is looked at when a transaction commits. */
export interface UniqueSpec {
  readonly columns: readonly string[];
  readonly deferred?: boolean;
}

export type Tables = Readonly<Record<string, TableSpec>>;

/** What statements are refused with, by PostgreSQL's codes. */
export const SQLSTATE = {
  UniqueViolation: '23505', CheckViolation: '23514', Aborted: '25P02', ReadOnly: '25006', UndefinedTable: '42P01', UndefinedColumn: '42703', BadRequest: '42601',
  PositionLost: '58P01', Overloaded: '53000',
} as const;

/** Nothing of the transaction is applied. */
export const refused = (code: keyof typeof SQLSTATE, message: string): Error => errorOf({ kind: 'Refused', code, reason: SQLSTATE[code], message });

export const conflict = (reason: '40001' | '40P01', message: string): Error => errorOf({ kind: 'Refused', code: 'Conflict', reason, message });

export const keyColumns = ({ key }: Pick<TableSpec, 'key'>): readonly string[] => (typeof key === 'string' ? [key] : key);

/** Throws `Refused` (`BadRequest`) if a key column has no number or text. */
export function keyOf(spec: Pick<TableSpec, 'key'>, row: Row): Key {
  const values = keyColumns(spec).map(column => {
    const value = row[column];
    if (typeof value !== 'string' && typeof value !== 'number') throw refused('BadRequest', `the key column ${column} needs a text or a number`);
    return value;
  });
  return values.length === 1 ? values[0]! : values;
}

/** Equal for equal keys only. */
export const keyText = (key: Key): string => (typeof key === 'number' ? `#${key}` : typeof key === 'string' ? key : JSON.stringify(key));

/** Below zero if the first comes first; `null` comes last. */
export function compare(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : 1;
  if (b === null || b === undefined) return -1;
  if (typeof a !== typeof b) return typeof a < typeof b ? -1 : 1;
  return (a as string) < (b as string) ? -1 : 1;
}

export function compareKeys(a: Key, b: Key): number {
  if (typeof a !== 'object' && typeof b !== 'object') return compare(a, b);
  const [left, right] = [listOf(a), listOf(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = compare(left[i], right[i]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

export const listOf = (key: Key): readonly (string | number)[] => (typeof key === 'object' ? key : [key]);
