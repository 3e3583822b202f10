import { jsonOf } from '../../sim/json.ts';
import { capital } from '../finding.ts';
import type { Counterexample, Verdict } from '../histories/verdict.ts';
import { circlesOf, type Circle } from './cycles.ts';
import type { Edge, Graph } from './graph.ts';
import { nameOf, type Anomaly, type Transaction } from './transaction.ts';

export const seenValue = (value: unknown): string => (value === undefined ? 'nothing' : typeof value === 'string' ? value : jsonOf(value));

/** What a history of transactions was found to be. */
export interface Analysis {
  readonly transactions: readonly Transaction[];
  readonly graph: Graph;
  /** What is wrong whatever the order. */
  readonly anomalies: readonly Anomaly[];
  /** By key: who saw the order of its values. */
  readonly evidence: ReadonlyMap<string, number>;
}

/** Gravest first: which isolation level an anomaly breaks. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  'internal': 'No isolation level allows that',
  'unwritten read': 'No isolation level allows that',
  'duplicate': 'No isolation level allows that',
  'incompatible order': 'No isolation level allows that',
  'G0': 'Even read uncommitted forbids that',
  'G1a': 'Read committed forbids that',
  'G1b': 'Read committed forbids that',
  'G1c': 'Read committed forbids that',
  'lost update': 'Snapshot isolation and repeatable read forbid that',
  'G-single': 'Snapshot isolation forbids that: a transaction saw one state in part and another in part',
  'long fork': 'Snapshot isolation forbids that; parallel snapshot isolation allows it',
  'write skew': 'Serializability forbids that; snapshot isolation allows it',
  'G2': 'Serializability forbids that',
};

/** The verdict: an order in which all agree, or the gravest anomaly. */
export function verdictOf(analysis: Analysis): Verdict {
  const { transactions, graph, anomalies } = analysis;
  const found = [...anomalies, ...circlesOf(graph).map(circle => anomalyOf(circle, analysis))];
  if (found.length === 0) return { valid: true, order: graph.parts().map(([node]) => transactions[node!]!.operation) };
  const grades = Object.keys(FORBIDDEN);
  const sorted = [...found].sort((a, b) => grades.indexOf(a.name) - grades.indexOf(b.name));
  return { valid: false, counterexample: () => counterexampleOf(sorted, transactions) };
}

function counterexampleOf(anomalies: readonly Anomaly[], transactions: readonly Transaction[]): Counterexample {
  const { name, shown, message } = anomalies[0]!;
  return {
    anomaly: name, anomalies: [...new Set(anomalies.map(each => each.name))], message: `${capital(message)}. ${FORBIDDEN[name]}.`, minimal: true,
    operations: [...new Set(shown)].sort((a, b) => a - b).map(node => transactions[node]!.operation),
  };
}

function anomalyOf({ name, edges }: Circle, { transactions, evidence }: Analysis): Anomaly {
  const labels = new Map(edges.map(({ from }, index) => [from, `T${index + 1}`]));
  const members = edges.map(({ from }) => `${labels.get(from)} is ${nameOf(transactions[from]!.operation)}`).join('; ');
  const witnesses = edges.filter(({ type }) => type !== 'wr').map(({ key }) => evidence.get(key)).filter(node => node !== undefined && !labels.has(node)) as number[];
  return {
    name, shown: [...labels.keys(), ...witnesses],
    message: `${edges.map(edge => sentenceOf(edge, labels)).join('; ')}. So each of these would have to come before itself. ${members}`,
  };
}

function sentenceOf({ from, to, type, key, value }: Edge, labels: ReadonlyMap<number, string>): string {
  const [before, after] = [labels.get(from)!, labels.get(to)!];
  if (type === 'wr') return `${after} saw ${seenValue(value)} in ${key}, which is from ${before}`;
  if (type === 'ww') return `${after} put ${seenValue(value)} to ${key} after what ${before} had put there`;
  return `${before} saw ${key} without ${seenValue(value)}, which is from ${after}`;
}
