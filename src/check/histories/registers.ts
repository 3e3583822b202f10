import type { Operation } from '../../sim/history.ts';
import { casRegister } from '../linearization/casregister.ts';
import { clustersOf, firstConflict, orderOf } from '../zones.ts';
import { searched, shownSmallest } from './searched.ts';
import { interleaved, type Verdict } from './verdict.ts';

/** Judges one register: in log-linear time where each value is written once and there is no `cas`, else by a search. */
export function judgeRegister(operations: readonly Operation[], key?: string): Verdict {
  if (!hasDistinctValues(operations)) return searched(casRegister, operations, key);
  const clusters = clustersOf(operations, Infinity);
  const conflict = firstConflict(clusters);
  return conflict ? shownSmallest(casRegister, about(conflict.operations, operations), operations, key) : { valid: true, order: orderOf(clusters) };
}

/** All about the values that contradict each other: no other value has to do with it. */
function about(evidence: readonly Operation[], operations: readonly Operation[]): Operation[] {
  const valueOf = ({ f, input, output }: Operation): unknown => (f === 'read' ? output : input);
  const values = new Set(evidence.map(valueOf));
  return operations.filter(operation => values.has(valueOf(operation)));
}

/** Judges each key by itself. */
export function judgeRegisters(operations: readonly Operation[]): Verdict {
  const orders: (readonly Operation[])[] = [];
  let unknown: Verdict | undefined;
  for (const [key, ofKey] of byKey(operations)) {
    const verdict = judgeRegister(ofKey, key);
    if (verdict.valid === false) return verdict;
    if (verdict.valid === true) orders.push(verdict.order);
    else unknown = verdict;
  }
  return unknown ?? { valid: true, order: interleaved(orders) };
}

/** Whether no value, and not nothing, is written twice, or written by a `cas`. */
function hasDistinctValues(operations: readonly Operation[]): boolean {
  const written = new Set<unknown>([undefined]);
  let writes = 1;
  for (const { f, input } of operations) {
    if (f === 'cas') return false;
    if (f !== 'write') continue;
    written.add(input);
    writes++;
  }
  return written.size === writes;
}

function byKey(operations: readonly Operation[]): Map<string, Operation[]> {
  const keys = new Map<string, Operation[]>();
  for (const operation of operations) {
    const others = keys.get(operation.key!);
    if (others) others.push(operation);
    else keys.set(operation.key!, [operation]);
  }
  return keys;
}
