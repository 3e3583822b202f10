import type { Operation } from '../../sim/history.ts';
import { shownSmallest } from '../histories/searched.ts';
import type { Verdict } from '../histories/verdict.ts';
import type { Model } from '../linearization/model.ts';
import { explained } from '../linearization/search.ts';
import { clustersOf, firstConflict, orderOf } from '../zones.ts';
import { jsonOf } from '../../sim/json.ts';
import { circlesOf } from './cycles.ts';
import type { Step } from './form.ts';
import { Graph } from './graph.ts';
import { scheduled, type Touch } from './schedule.ts';
import { seenValue, verdictOf } from './tell.ts';
import { nameOf, putsOf, transactionsOf, type Anomaly, type Puts, type Transaction } from './transaction.ts';

/**
 * Judges transactions that read and write registers, as `judgeListAppend` does. A read tells less here: only that nothing comes before all values, and
 * that what a transaction wrote comes next after what it had read there. So no anomaly that follows from this does not prove an order; one is
 * looked for in which each key's values follow each other as they did in time, and else among all orders, if there are few transactions.
 */
export function judgeRwRegister(operations: readonly Operation[]): Verdict {
  const transactions = transactionsOf(operations);
  const puts = putsOf(transactions);
  const anomalies: Anomaly[] = [];
  const touches = touchesOf(transactions, anomalies);
  const seenInfo = new Set<number>();
  for (const [key, ofKey] of touches) for (const { by, seen } of ofKey) {
    if (!seen || seen.value === undefined) continue;
    anomalies.push(...wrongRead(key, seen.value, by, transactions, puts));
    const put = puts.get(key)?.get(seen.value);
    if (put && transactions[put.by]!.operation.outcome === 'info') seenInfo.add(put.by);
  }
  const took = (by: number): boolean => transactions[by]!.operation.outcome === 'ok' || seenInfo.has(by);
  const graph = graphOf(transactions, took);
  for (const [key, ofKey] of touches) inferred(key, ofKey.filter(({ by }) => took(by)), puts, graph);
  const verdict = verdictOf({ transactions, graph, anomalies, evidence: new Map() });
  if (verdict.valid !== true) return verdict;
  const sorted = transactions.map((_, by) => by).filter(took).sort((a, b) => transactions[a]!.operation.completedUs - transactions[b]!.operation.completedUs || a - b);
  const order = scheduled(sorted, touches);
  if (order) return { valid: true, order: order.map(by => transactions[by]!.operation) };
  return inTime(transactions, touches, puts, took) ?? amongAll(operations, took);
}

function graphOf(transactions: readonly Transaction[], took: (by: number) => boolean): Graph {
  const graph = new Graph(transactions.length);
  transactions.forEach((_, by) => took(by) && graph.join(by));
  return graph;
}

function touchesOf(transactions: readonly Transaction[], anomalies: Anomaly[]): Map<string, Touch[]> {
  const touches = new Map<string, Touch[]>();
  transactions.forEach(({ steps, operation }, by) => {
    const own = new Map<string, { seen?: { value: unknown }; left?: { value: unknown } }>();
    for (const { f, key, value } of steps) {
      const before = own.get(key) ?? {};
      own.set(key, before);
      if (f !== 'r') before.left = { value };
      else if (operation.outcome === 'ok') {
        const known = before.left ?? before.seen;
        if (!known) before.seen = { value };
        else if (known.value !== value) anomalies.push({ name: 'internal', shown: [by], message: `${nameOf(operation)} saw ${seenValue(value)} in ${key}, after it had ${before.left ? 'put' : 'seen'} ${seenValue(known.value)} there itself` });
      }
    }
    for (const [key, touch] of own) {
      const others = touches.get(key);
      if (others) others.push({ by, ...touch });
      else touches.set(key, [{ by, ...touch }]);
    }
  });
  return touches;
}

function wrongRead(key: string, value: unknown, by: number, transactions: readonly Transaction[], puts: Puts): Anomaly[] {
  const reader = nameOf(transactions[by]!.operation);
  const put = puts.get(key)?.get(value);
  if (!put) return [{ name: 'unwritten read', shown: [by], message: `${reader} saw ${seenValue(value)} in ${key}, which nobody wrote` }];
  if (put.by === by) return [{ name: 'internal', shown: [by], message: `${reader} saw ${seenValue(value)} in ${key} before it wrote that itself` }];
  const writer = nameOf(transactions[put.by]!.operation);
  if (transactions[put.by]!.operation.outcome === 'fail') return [{ name: 'G1a', shown: [put.by, by], message: `${reader} saw ${seenValue(value)} in ${key}, which is from ${writer}` }];
  if (!put.isLast) return [{ name: 'G1b', shown: [put.by, by], message: `${reader} saw ${seenValue(value)} in ${key}, and ${writer} wrote another value there later: half of a transaction was seen` }];
  return [];
}

/** Notes who came before whom, from what was seen alone. */
function inferred(key: string, touches: readonly Touch[], puts: Puts, graph: Graph): void {
  const readers = new Map<unknown, number[]>();
  for (const { by, seen } of touches) {
    if (!seen) continue;
    const others = readers.get(seen.value);
    if (others) others.push(by);
    else readers.set(seen.value, [by]);
    const put = puts.get(key)?.get(seen.value);
    if (put) graph.add({ from: put.by, to: by, type: 'wr', key, value: seen.value });
  }
  for (const { by, seen, left } of touches) {
    if (!left) continue;
    const value = left.value;
    for (const from of readers.get(undefined) ?? []) graph.add({ from, to: by, type: 'rw', key, value });
    if (seen && seen.value !== undefined) for (const from of readers.get(seen.value) ?? []) graph.add({ from, to: by, type: 'rw', key, value });
  }
}

/** An order in which the values of each key follow each other as if it were a register of its own, on which operations take effect between their begin and end. */
function inTime(transactions: readonly Transaction[], touches: ReadonlyMap<string, readonly Touch[]>, puts: Puts, took: (by: number) => boolean): Verdict | undefined {
  const graph = graphOf(transactions, took);
  for (const [key, ofKey] of touches) {
    const clusters = clustersOf(ofKey.filter(({ by }) => took(by)).flatMap(touch => asRegister(touch, transactions)), Infinity);
    if (firstConflict(clusters)) return undefined;
    const values: unknown[] = [undefined, ...orderOf(clusters).filter(({ f }) => f === 'write').map(({ input }) => input)];
    const next = new Map(values.map((value, index) => [value, values[index + 1]]));
    const writer = (value: unknown): number | undefined => puts.get(key)?.get(value)?.by;
    for (const [value, after] of next) {
      const [from, to] = [writer(value), writer(after)];
      if (from !== undefined && to !== undefined) graph.add({ from, to, type: 'ww', key, value: after });
    }
    for (const { by, seen } of ofKey) {
      if (!seen || !took(by)) continue;
      const [from, to] = [writer(seen.value), writer(next.get(seen.value))];
      if (from !== undefined) graph.add({ from, to: by, type: 'wr', key, value: seen.value });
      if (to !== undefined) graph.add({ from: by, to, type: 'rw', key, value: next.get(seen.value) });
    }
  }
  return circlesOf(graph).length > 0 ? undefined : { valid: true, order: graph.parts().map(([node]) => transactions[node!]!.operation) };
}

/** The read and the write of a key that a transaction is for others. What took place is known, if not until when. */
function asRegister({ by, seen, left }: Touch, transactions: readonly Transaction[]): Operation[] {
  const operation: Operation = { ...transactions[by]!.operation, outcome: 'ok' };
  return [
    ...(seen ? [{ ...operation, f: 'read', output: seen.value }] : []),
    ...(left ? [{ ...operation, f: 'write', input: left.value, output: undefined }] : []),
  ];
}

/** More transactions are not put in all orders. */
const MOST_TRANSACTIONS = 400;

type Registers = Readonly<Record<string, unknown>>;

const registers: Model<Registers> = {
  initial: {},
  relevant: operations => operations.filter(({ outcome }) => outcome !== 'fail'),
  step(state, { input, output, outcome }) {
    const after: Record<string, unknown> = { ...state };
    for (const { f, key, value } of (outcome === 'ok' || output !== undefined ? output : input) as readonly Step[]) {
      if (f !== 'r') after[key] = value;
      else if (output !== undefined && after[key] !== value) return undefined;
    }
    return { state: after };
  },
  identity: state => jsonOf(Object.entries(state).sort(([a], [b]) => (a < b ? -1 : 1))),
  textOf: jsonOf,
};

/** Looks through all orders: the time of a transaction does not matter to serializability. */
function amongAll(operations: readonly Operation[], took: (by: number) => boolean): Verdict {
  const all = operations.filter((_, by) => took(by));
  if (all.length > MOST_TRANSACTIONS) return { valid: 'unknown', reason: `no anomaly shows, and no order of the ${all.length.toLocaleString('en')} transactions was found in which each key's values follow each other as they did in time; to look through all orders there are too many` };
  const timeless = all.map(operation => ({ ...operation, invokedUs: 0, completedUs: operation.outcome === 'ok' ? 1 : Infinity }));
  const { found, order } = explained(registers, timeless);
  if (found === 'order') return { valid: true, order: order!.operations.map(({ id }) => operations[id]!) };
  if (found === 'unknown') return { valid: 'unknown', reason: 'no anomaly shows, and there are too many orders of the transactions to look through' };
  const verdict = shownSmallest(registers, timeless, timeless);
  if (verdict.valid !== false) return verdict;
  return { valid: false, counterexample: () => {
    const { operations: shown, minimal } = verdict.counterexample();
    const named = shown.map(({ id }) => operations[id]!);
    return { anomaly: 'G2', anomalies: ['G2'], operations: named, minimal, message: `No order of the transactions explains what they saw: ${named.map(nameOf).join('; ')}. Serializability forbids that.` };
  } };
}
