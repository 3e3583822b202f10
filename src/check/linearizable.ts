import type { Operation, RunRecord } from '../sim/history.ts';
import { atSeconds } from './finding.ts';
import type { Contradiction } from './linearization/model.ts';
import { clustersOf, firstConflict, type Conflict } from './zones.ts';

/** Why the answers about one key fit no single copy of it, with the operations that show it. */
export interface Unexplained extends Contradiction {
  readonly kind: Conflict['kind'];
}

/**
 * Whether each key behaved as if there were one copy of it (linearizable register, judged key by key). Looks at the
 * operations `write`, whose input is the value, and `read`, whose output it is; each value is written once. Operations of
 * outcome `info` may have happened at any time after their invocation, or never; `fail` never. Returns what can be
 * noticed first.
 */
export function linearizable(run: RunRecord): Unexplained | undefined {
  let first: Unexplained | undefined;
  for (const [key, operations] of byKey(run.operations)) {
    const found = unexplained(key, operations);
    if (found && (!first || found.atUs < first.atUs)) first = found;
  }
  return first;
}

function byKey(operations: readonly Operation[]): Map<string, Operation[]> {
  const keys = new Map<string, Operation[]>();
  for (const operation of operations) {
    if (operation.f !== 'read' && operation.f !== 'write') continue;
    const key = operation.key ?? '';
    const others = keys.get(key);
    if (others) others.push(operation);
    else keys.set(key, [operation]);
  }
  return keys;
}

/** The same for the operations on one key. */
export function unexplained(key: string, operations: readonly Operation[]): Unexplained | undefined {
  if (!firstConflict(clustersOf(operations, Infinity))) return undefined;
  const { conflict: { kind, operations: shown }, cutUs } = shortestPrefix(operations);
  const evidence = operations.filter(({ id }) => shown.some(operation => operation.id === id));
  const last = evidence.find(({ completedUs }) => completedUs === cutUs)!;
  return {
    key, kind, operations: evidence, message: messageOf(key, { kind, operations: evidence }),
    atUs: cutUs, row: last.completedRow, ...(last.node === undefined ? {} : { node: last.node }),
  };
}

/** The first instant at which the answers given so far contradict each other. What is contradictory stays so. */
function shortestPrefix(operations: readonly Operation[]): { conflict: Conflict; cutUs: number } {
  const instants = [...new Set(operations.map(({ completedUs }) => completedUs))].filter(Number.isFinite).sort((a, b) => a - b);
  let low = 0;
  let high = instants.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (firstConflict(clustersOf(operations, instants[middle]!))) high = middle;
    else low = middle + 1;
  }
  return { conflict: firstConflict(clustersOf(operations, instants[low]!))!, cutUs: instants[low]! };
}

function messageOf(key: string, { kind, operations }: Conflict): string {
  const told = operations.map(sentenceOf).join('; ');
  return `${opening(key, kind, operations)}: ${told}. ${WHY[kind]}`;
}

function opening(key: string, kind: Conflict['kind'], operations: readonly Operation[]): string {
  if (kind === 'undone') return `A write of ${key} was answered as not done, and was done`;
  if (kind === 'unwritten') return `A read of ${key} made a value up`;
  const values = operations.filter(({ f }) => f === 'read').map(({ output }) => output);
  const last = values.at(-1);
  const before = values.filter(value => value !== last);
  return before.length > 0 ? `Reads of ${key} disagree about which is newer, ${show(before.at(-1))} or ${show(last)}` : `A read of ${key} missed a finished write`;
}

const WHY: Readonly<Record<Conflict['kind'], string>> = {
  order: 'No single copy could have answered like this: users cannot agree on what is true',
  undone: 'Whoever was told so has done something else instead, and now both count',
  unwritten: 'Nobody had begun to write it',
};

function sentenceOf({ client, f, node, input, output, outcome, invokedUs, completedUs }: Operation): string {
  const where = node === undefined ? '' : ` at ${node}`;
  if (f === 'read') return `${client} read ${show(output)}${where} from ${atSeconds(invokedUs)} to ${atSeconds(completedUs)}`;
  const until = outcome === 'ok' ? `from ${atSeconds(invokedUs)} to ${atSeconds(completedUs)}` : `at ${atSeconds(invokedUs)}, ${outcome === 'fail' ? 'and heard that it was not done' : 'without a clear answer'}`;
  return `${client} wrote ${show(input)}${where} ${until}`;
}

const show = (value: unknown): string => (value === undefined ? 'nothing' : String(value));
