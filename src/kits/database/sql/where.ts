import type { Changes, Comparison, QueryOptions, Row, Where } from './api.ts';
import { compare, keyColumns, refused, type TableSpec } from './schema.ts';

type Named = TableSpec & { readonly name: string };

const OPERATORS: Readonly<Record<keyof Comparison, (value: unknown, operand: unknown) => boolean>> = {
  gt: (value, operand) => isComparable(value, operand) && compare(value, operand) > 0,
  gte: (value, operand) => isComparable(value, operand) && compare(value, operand) >= 0,
  lt: (value, operand) => isComparable(value, operand) && compare(value, operand) < 0,
  lte: (value, operand) => isComparable(value, operand) && compare(value, operand) <= 0,
  ne: (value, operand) => value !== operand,
  in: (value, operand) => (operand as unknown[]).includes(value),
};

const isComparable = (value: unknown, operand: unknown): boolean => value !== null && typeof value === typeof operand;

/** Throws `Refused` (`UndefinedColumn`). */
export function checkColumns({ name, columns }: Named, named: Iterable<string>): void {
  for (const column of named) if (!columns.includes(column)) throw refused('UndefinedColumn', `the table ${name} has no column ${column}; it has ${columns.join(', ')}`);
}

export function matcher(table: Named, where: Where): (row: Row) => boolean {
  const entries = entriesOf(where, 'a condition');
  checkColumns(table, entries.map(([column]) => column));
  const tests = entries.flatMap(([column, condition]): ((row: Row) => boolean)[] => {
    if (condition === undefined) throw refused('BadRequest', `the condition on ${column} is undefined; to look for no value write null`);
    if (typeof condition !== 'object' || condition === null) return [row => row[column] === condition];
    return Object.entries(condition).map(([operator, operand]) => {
      const test = OPERATORS[operator as keyof Comparison] as (typeof OPERATORS)[keyof Comparison] | undefined;
      if (!test || (operator === 'in' && !Array.isArray(operand))) throw refused('BadRequest', `a condition on ${column} may have ${Object.keys(OPERATORS).join(', ')}, not ${operator}`);
      return row => test(row[column], operand);
    });
  });
  return row => tests.every(test => test(row));
}

function entriesOf<T>(value: Readonly<Record<string, T>>, what: string): [string, T][] {
  if (typeof value !== 'object' || value === null) throw refused('BadRequest', `${what} is an object of columns`);
  return Object.entries(value);
}

/** The row as an update leaves it. */
export function changer(table: Named, set: Changes): (row: Row) => Row {
  const entries = entriesOf(set, 'a change');
  checkColumns(table, entries.map(([column]) => column));
  const fixed = entries.find(([column]) => keyColumns(table).includes(column));
  if (fixed) throw refused('BadRequest', `${fixed[0]} is a key column of ${table.name}: delete the row and insert another`);
  return row => {
    const changed: Record<string, unknown> = { ...row };
    for (const [column, value] of entries) changed[column] = isAddition(value) ? Number(row[column]) + value.add : value ?? null;
    return changed;
  };
}

const isAddition = (value: unknown): value is { readonly add: number } =>
  typeof value === 'object' && value !== null && typeof (value as { add?: unknown }).add === 'number' && Object.keys(value).length === 1;

/** Undefined: the order of the primary key. */
export function ordering(table: Named, orderBy: QueryOptions['orderBy']): ((a: Row, b: Row) => number) | undefined {
  if (orderBy === undefined) return undefined;
  const terms = [orderBy].flat().map(term => (term.startsWith('-') ? { column: term.slice(1), sign: -1 } : { column: term, sign: 1 }));
  checkColumns(table, terms.map(({ column }) => column));
  const key = keyColumns(table);
  if (terms.length <= key.length && terms.every(({ column, sign }, index) => sign === 1 && column === key[index])) return undefined;
  return (a, b) => {
    for (const { column, sign } of terms) {
      const order = compare(a[column], b[column]);
      if (order !== 0) return sign * order;
    }
    return 0;
  };
}
