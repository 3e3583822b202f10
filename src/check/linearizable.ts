import type { Operation, RunRecord } from '../sim/history.ts';
import { atSeconds, type Finding } from './finding.ts';
import { clustersOf, firstConflict, type Conflict } from './zones.ts';

/** How a history speaks of a register: a write's input is the value, a read's output. Values are written once. */
export interface RegisterWords {
  readonly read: string;
  readonly write: string;
}

const WORDS: RegisterWords = { read: 'read', write: 'write' };

/** Why the answers about one key fit no single copy of it, with the operations that show it in order of invocation. */
export interface Unexplained extends Finding {
  readonly key: string;
  readonly kind: Conflict['kind'];
  readonly operations: readonly Operation[];
}

/**
 * Whether each key behaved as if there were one copy of it (linearizable register, judged key by key). Operations of
 * outcome `info` may have happened at any time after their invocation, or never; `fail` never. Returns what can be
 * noticed first.
 */
export function linearizable(run: RunRecord, words: RegisterWords = WORDS): Unexplained | undefined {
  let first: Unexplained | undefined;
  for (const [key, operations] of byKey(run.operations, words)) {
    const found = unexplained(key, operations, words);
    if (found && (!first || found.atUs < first.atUs)) first = found;
  }
  return first;
}

function byKey(operations: readonly Operation[], { read, write }: RegisterWords): Map<string, Operation[]> {
  const keys = new Map<string, Operation[]>();
  for (const operation of operations) {
    if (operation.f !== read && operation.f !== write) continue;
    const key = operation.key ?? '';
    const others = keys.get(key);
    if (others) others.push(operation);
    else keys.set(key, [operation]);
  }
  return keys;
}

function unexplained(key: string, operations: readonly Operation[], words: RegisterWords): Unexplained | undefined {
  if (!firstConflict(clustersOf(operations, words, Infinity))) return undefined;
  const { conflict, cutUs } = shortestPrefix(operations, words);
  const last = conflict.operations.reduce((latest, operation) => (operation.completedUs === cutUs ? operation : latest));
  return {
    key, kind: conflict.kind, operations: conflict.operations, message: messageOf(key, conflict, words),
    atUs: cutUs, row: last.completedRow, ...(last.node === undefined ? {} : { node: last.node }),
  };
}

/** The first instant at which the answers given so far contradict each other. What is contradictory stays so. */
function shortestPrefix(operations: readonly Operation[], words: RegisterWords): { conflict: Conflict; cutUs: number } {
  const instants = [...new Set(operations.map(({ completedUs }) => completedUs))].filter(Number.isFinite).sort((a, b) => a - b);
  let low = 0;
  let high = instants.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (firstConflict(clustersOf(operations, words, instants[middle]!))) high = middle;
    else low = middle + 1;
  }
  return { conflict: firstConflict(clustersOf(operations, words, instants[low]!))!, cutUs: instants[low]! };
}

function messageOf(key: string, { kind, operations }: Conflict, words: RegisterWords): string {
  const told = operations.map(operation => sentenceOf(operation, words)).join('; ');
  return `${opening(key, kind, operations, words)}: ${told}. ${WHY[kind]}`;
}

function opening(key: string, kind: Conflict['kind'], operations: readonly Operation[], { read }: RegisterWords): string {
  if (kind === 'undone') return `A write of ${key} was answered as not done, and was done`;
  if (kind === 'unwritten') return `A read of ${key} made a value up`;
  const values = operations.filter(({ f }) => f === read).map(({ output }) => output);
  const last = values.at(-1);
  const before = values.filter(value => value !== last);
  return before.length > 0 ? `Reads of ${key} disagree about which is newer, ${show(before.at(-1))} or ${show(last)}` : `A read of ${key} missed a finished write`;
}

const WHY: Readonly<Record<Conflict['kind'], string>> = {
  order: 'No single copy could have answered like this: users cannot agree on what is true',
  undone: 'Whoever was told so has done something else instead, and now both count',
  unwritten: 'Nobody had begun to write it',
};

function sentenceOf({ client, f, node, input, output, outcome, invokedUs, completedUs }: Operation, { read }: RegisterWords): string {
  const where = node === undefined ? '' : ` at ${node}`;
  if (f === read) return `${client} read ${show(output)}${where} from ${atSeconds(invokedUs)} to ${atSeconds(completedUs)}`;
  const until = outcome === 'ok' ? `from ${atSeconds(invokedUs)} to ${atSeconds(completedUs)}` : `at ${atSeconds(invokedUs)}, ${outcome === 'fail' ? 'and heard that it was not done' : 'without a clear answer'}`;
  return `${client} wrote ${show(input)}${where} ${until}`;
}

const show = (value: unknown): string => (value === undefined ? 'nothing' : String(value));
