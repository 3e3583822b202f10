import type { Operation } from '../../sim/history.ts';
import type { Verdict } from '../histories/verdict.ts';
import { Graph } from './graph.ts';
import { seenValue, verdictOf } from './tell.ts';
import { nameOf, putsOf, transactionsOf, type Anomaly, type Put, type Transaction } from './transaction.ts';

/** A read of what others had appended to a key. */
interface Read {
  readonly by: number;
  readonly key: string;
  /** All that was there, without what the transaction itself had appended before. */
  readonly others: readonly unknown[];
  readonly all: readonly unknown[];
}

/**
 * Judges transactions that append to lists and read them: whether there is an order of all that committed in which each saw what those before
 * it had appended. A list tells in which order its values were appended, so that who came before whom can be read off (Kingsbury and
 * Alvaro, "Elle: inferring isolation anomalies from experimental observations", VLDB 2020). Besides: what a transaction that committed
 * appended and nobody saw comes after all that was seen of the key. Transactions without an answer took place if somebody saw it.
 */
export function judgeListAppend(operations: readonly Operation[]): Verdict {
  const transactions = transactionsOf(operations);
  const puts = putsOf(transactions);
  const anomalies: Anomaly[] = [];
  const reads = transactions.flatMap((transaction, by) => (transaction.operation.outcome === 'ok' ? readsOf(transaction, by, anomalies) : []));
  const graph = new Graph(transactions.length);
  transactions.forEach(({ operation }, node) => operation.outcome === 'ok' && graph.join(node));
  for (const read of reads) anomalies.push(...wrongReads(read, transactions, puts.get(read.key) ?? new Map()));
  for (const { key, others } of reads) for (const value of others) {
    const put = puts.get(key)?.get(value);
    if (put && transactions[put.by]!.operation.outcome === 'info') graph.join(put.by);
  }
  const evidence = new Map<string, number>();
  for (const [key, ofKey] of byKey(reads)) {
    const longest = ofKey.reduce((a, b) => (b.all.length > a.all.length ? b : a));
    evidence.set(key, longest.by);
    const fork = ofKey.find(({ all }) => all.some((value, index) => value !== longest.all[index]));
    if (fork) anomalies.push({ name: 'incompatible order', shown: [fork.by, longest.by], message: `${nameOf(transactions[fork.by]!.operation)} saw ${seenValue(fork.all)} in ${key}, and ${nameOf(transactions[longest.by]!.operation)} saw ${seenValue(longest.all)}: neither is the beginning of the other, though values are only appended` });
    else order(key, longest.all, ofKey, puts.get(key) ?? new Map(), graph);
  }
  for (const [key, ofKey] of puts) if (!evidence.has(key)) order(key, [], [], ofKey, graph);
  return verdictOf({ transactions, graph, anomalies, evidence });
}

function readsOf({ steps, operation }: Transaction, by: number, anomalies: Anomaly[]): Read[] {
  const reads: Read[] = [];
  const known = new Map<string, readonly unknown[]>();
  const own = new Map<string, unknown[]>();
  for (const { f, key, value } of steps) {
    if (f !== 'r') {
      own.set(key, [...(own.get(key) ?? []), value]);
      continue;
    }
    const all = value as readonly unknown[];
    const mine = own.get(key) ?? [];
    const others = all.slice(0, all.length - mine.length);
    const before = known.get(key);
    const agrees = all.length >= mine.length && mine.every((each, index) => each === all[others.length + index]) && (!before || (before.length === others.length && before.every((each, index) => each === others[index])));
    if (!agrees) anomalies.push({ name: 'internal', shown: [by], message: `${nameOf(operation)} saw ${seenValue(all)} in ${key}, which does not agree with what it did and saw itself before` });
    else if (!before) reads.push({ by, key, others, all });
    if (agrees) known.set(key, others);
  }
  return reads;
}

function wrongReads({ by, key, others }: Read, transactions: readonly Transaction[], puts: ReadonlyMap<unknown, Put>): Anomaly[] {
  const reader = nameOf(transactions[by]!.operation);
  const anomalies: Anomaly[] = [];
  if (new Set(others).size < others.length) anomalies.push({ name: 'duplicate', shown: [by], message: `${reader} saw ${seenValue(others)} in ${key}: a value twice that was appended once` });
  for (const [index, value] of others.entries()) {
    const put = puts.get(value);
    if (!put) anomalies.push({ name: 'unwritten read', shown: [by], message: `${reader} saw ${seenValue(value)} in ${key}, which nobody appended` });
    else if (put.by === by) anomalies.push({ name: 'internal', shown: [by], message: `${reader} saw ${seenValue(value)} in ${key} before it appended that itself` });
    else if (transactions[put.by]!.operation.outcome === 'fail') anomalies.push({ name: 'G1a', shown: [put.by, by], message: `${reader} saw ${seenValue(value)} in ${key}, which is from ${nameOf(transactions[put.by]!.operation)}` });
    else if (index === others.length - 1 && !put.isLast) anomalies.push({ name: 'G1b', shown: [put.by, by], message: `${reader} saw ${key} end with ${seenValue(value)}, and ${nameOf(transactions[put.by]!.operation)} appended more to it: half of a transaction was seen` });
  }
  return anomalies;
}

/** Notes who came before whom, from the order in which a key's values were appended. */
function order(key: string, seen: readonly unknown[], reads: readonly Read[], puts: ReadonlyMap<unknown, Put>, graph: Graph): void {
  const writers = seen.map(value => puts.get(value)?.by);
  const isSeen = new Set(seen);
  const unseen = [...puts].filter(([value, { by }]) => !isSeen.has(value) && graph.has(by));
  for (let index = 1; index < seen.length; index++) {
    const [from, to] = [writers[index - 1], writers[index]];
    if (from !== undefined && to !== undefined) graph.add({ from, to, type: 'ww', key, value: seen[index] });
  }
  const last = writers.at(-1);
  if (last !== undefined) for (const [value, { by }] of unseen) graph.add({ from: last, to: by, type: 'ww', key, value });
  for (const { by, others } of reads) {
    const writer = writers[others.length - 1];
    if (writer !== undefined) graph.add({ from: writer, to: by, type: 'wr', key, value: others.at(-1) });
    const overwriter = writers[others.length];
    if (overwriter !== undefined) graph.add({ from: by, to: overwriter, type: 'rw', key, value: seen[others.length] });
    else if (others.length === seen.length) for (const [value, put] of unseen) graph.add({ from: by, to: put.by, type: 'rw', key, value });
  }
}

function byKey(reads: readonly Read[]): Map<string, Read[]> {
  const keys = new Map<string, Read[]>();
  for (const read of reads) {
    const others = keys.get(read.key);
    if (others) others.push(read);
    else keys.set(read.key, [read]);
  }
  return keys;
}
