import { Refused } from '../../errors.ts';
import type { Compare, Op } from './api.ts';

export interface Txn {
  readonly compare: readonly Compare[];
  readonly then: readonly Op[];
  readonly else: readonly Op[];
}

/** What changes the store, in the order of the log. */
export type Command =
  | ({ readonly t: 'txn' } & Txn)
  | { readonly t: 'grant'; readonly ttlMs: number }
  | { readonly t: 'revoke'; readonly lease: string }
  | { readonly t: 'compact'; readonly revision: number };

const TARGETS: readonly unknown[] = ['createRevision', 'modRevision', 'version', 'value'];
const RELATIONS: readonly unknown[] = ['=', '!=', '<', '>'];

type Unchecked<T> = { readonly [K in keyof T]?: unknown } | null | undefined;

function bad(what: string): never {
  throw new Refused('BadRequest', what);
}

export function checkKey(key: unknown): string {
  return typeof key === 'string' && key !== '' ? key : bad('a key is a text, and not the empty one');
}

/** The empty one is that of all keys. */
export const checkPrefix = (prefix: unknown): string => (typeof prefix === 'string' ? prefix : bad('a prefix is a text'));

function checkOp(unchecked: Unchecked<Record<'op' | 'key' | 'value' | 'lease' | 'prefix', unknown>>): Op {
  const { op, key, value, lease, prefix } = unchecked ?? {};
  if (op === 'put') {
    if (typeof value !== 'string') bad('a value is a text');
    if (lease !== undefined && typeof lease !== 'string') bad('a lease is named by what lease.grant gave');
    return { op, key: checkKey(key), value, ...(lease === undefined ? {} : { lease }) };
  }
  if (op === 'delete' || op === 'range') return { op, key: prefix === true ? checkPrefix(key) : checkKey(key), prefix: prefix === true };
  return bad('an operation is a put, a delete or a range');
}

function checkCompare(unchecked: Unchecked<Compare>): Compare {
  const { key, target, is, value } = unchecked ?? {};
  if (!TARGETS.includes(target)) bad('a comparison looks at createRevision, modRevision, version or value');
  if (!RELATIONS.includes(is)) bad('a comparison is =, !=, < or >');
  if (typeof value !== (target === 'value' ? 'string' : 'number')) bad(`${String(target)} is compared with a ${target === 'value' ? 'text' : 'number'}`);
  return { key: checkKey(key), target, is, value } as Compare;
}

const list = (items: unknown): readonly never[] => (Array.isArray(items) ? items as never[] : bad('compare, then and else are lists'));

/** What a client has sent, as a transaction. Throws `Refused`: `BadRequest`, or `DuplicateKey` if it writes a key twice. */
export function checkTxn(unchecked: Unchecked<Txn>): Txn {
  const txn = { compare: list(unchecked?.compare).map(checkCompare), then: list(unchecked?.then).map(checkOp), else: list(unchecked?.else ?? []).map(checkOp) };
  checkWrites(txn.then);
  checkWrites(txn.else);
  return txn;
}

const touches = (written: Op, key: string): boolean => written.key === key || (written.op === 'delete' && written.prefix === true && key.startsWith(written.key));

/** As etcd: two puts of one key, or a put that a delete of the same list covers. */
function checkWrites(ops: readonly Op[]): void {
  for (const [index, { op, key }] of ops.entries()) {
    if (op !== 'put') continue;
    if (ops.some((other, at) => at !== index && other.op !== 'range' && touches(other, key))) throw new Refused('DuplicateKey', `the transaction writes ${key} twice`);
  }
}
