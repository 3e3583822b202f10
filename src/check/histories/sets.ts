import type { Operation } from '../../sim/history.ts';
import { jsonOf } from '../../sim/json.ts';
import { set } from '../linearization/set.ts';
import { growingSet } from './growingsets.ts';
import { searched } from './searched.ts';
import { interleaved, type Verdict } from './verdict.ts';

/**
 * Judges a set. Its elements have nothing to do with each other, so that each is judged by itself, unless somebody read them all at once: then in
 * log-linear time if each was added once and none removed, else by a search.
 */
export function judgeSet(operations: readonly Operation[]): Verdict {
  if (!operations.some(({ f, outcome }) => f === 'read' && outcome === 'ok')) return judgeElements(operations);
  const added = operations.filter(({ f, outcome }) => f === 'add' && outcome !== 'fail').map(({ input }) => input);
  const grows = new Set(added).size === added.length && operations.every(({ f, outcome }) => outcome !== 'ok' || f === 'add' || f === 'read') && !operations.some(({ f, outcome }) => f === 'remove' && outcome === 'info');
  return grows ? growingSet(operations) : searched(set, operations);
}

function judgeElements(operations: readonly Operation[]): Verdict {
  const elements = new Map<unknown, Operation[]>();
  for (const operation of operations) {
    if (operation.f === 'read') continue;
    const others = elements.get(operation.input);
    if (others) others.push(operation);
    else elements.set(operation.input, [operation]);
  }
  const orders: (readonly Operation[])[] = [];
  let unknown: Verdict | undefined;
  for (const [element, of] of elements) {
    const verdict = searched(set, of, jsonOf(element));
    if (verdict.valid === false) return verdict;
    if (verdict.valid === true) orders.push(verdict.order);
    else unknown = verdict;
  }
  return unknown ?? { valid: true, order: interleaved(orders) };
}
