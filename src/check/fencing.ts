import { atSeconds, type Finding } from './finding.ts';

/** An operation under a token that a resource has answered. */
export interface FencedOperation {
  readonly resource: string;
  readonly lock: string;
  readonly token: number;
  /** `claim`: nothing but the token is shown. */
  readonly op: 'claim' | 'read' | 'write';
  readonly key?: string;
  /** What was written, or read; unique among the writes of a key, except where a write is repeated. Undefined: nothing. */
  readonly value?: unknown;
  /** Whether it was carried out; false: refused. */
  readonly ok: boolean;
  /** Who asked. */
  readonly from: string;
  readonly arrivedUs: number;
  readonly answeredUs: number;
  readonly row: number;
}

/**
 * The first write that a resource has carried out after an operation with a higher token of the same lock: a claim, or
 * one about the same key. It is certain where the write arrived after that operation was answered, and where a read
 * with a higher token was answered, at the same time, with what an older holder had written before.
 */
export function tokenOrder(operations: readonly FencedOperation[]): Finding | undefined {
  let first: Finding | undefined;
  for (const group of groupsOf(operations)) {
    for (const write of group) {
      if (write.op !== 'write' || !write.ok || (first && first.atUs <= write.answeredUs)) continue;
      const newer = group.find(other => other.ok && other.token > write.token && comesBefore(other, write, group));
      if (newer) first = { message: messageOf(write, newer), atUs: write.answeredUs, row: write.row, node: write.resource };
    }
  }
  return first;
}

/** By resource and lock. */
function groupsOf(operations: readonly FencedOperation[]): FencedOperation[][] {
  const groups = new Map<string, FencedOperation[]>();
  for (const operation of operations) {
    const id = `${operation.resource}\n${operation.lock}`;
    const group = groups.get(id);
    if (group) group.push(operation);
    else groups.set(id, [operation]);
  }
  return [...groups.values()];
}

function comesBefore(newer: FencedOperation, write: FencedOperation, group: readonly FencedOperation[]): boolean {
  if (newer.op !== 'claim' && newer.key !== write.key) return false;
  if (newer.answeredUs <= write.arrivedUs) return true;
  const atOnce = newer.arrivedUs < write.answeredUs;
  if (newer.op !== 'read' || !atOnce || newer.value === write.value) return false;
  // Tokens put the write before the read: then the read would have seen it, or something newer.
  const seen = newer.value === undefined ? undefined : group.find(({ op, key, value }) => op === 'write' && key === write.key && value === newer.value);
  return newer.value === undefined || (seen !== undefined && seen.token < write.token);
}

function messageOf({ resource, lock, token, key, from, answeredUs }: FencedOperation, newer: FencedOperation): string {
  const what = newer.op === 'claim' ? 'a claim' : `a ${newer.op} of ${newer.key}`;
  return `${resource} carried out ${from}'s write of ${key} with token ${token} of lock ${lock} (answered at ${atSeconds(answeredUs)}) after ${what} with token ${newer.token} (answered at ${atSeconds(newer.answeredUs)}): `
    + 'a holder that has lost its lock still writes';
}
