import type { Operation } from '../../sim/history.ts';
import { jsonOf } from '../../sim/json.ts';
import { atSeconds } from '../finding.ts';

/** A value as people read it. */
export const shownValue = (value: unknown): string => (value === undefined || value === null ? 'nothing' : typeof value === 'string' ? value : jsonOf(value));

/** How instants are called: by virtual time, or by the lines of a file. */
export interface Instants {
  /** `from 1 s to 2 s`, `at 1 s`. */
  of(fromUs: number, toUs: number): string;
}

export const inSeconds: Instants = { of: (fromUs, toUs) => (Number.isFinite(toUs) ? `from ${atSeconds(fromUs)} to ${atSeconds(toUs)}` : `at ${atSeconds(fromUs)}`) };
export const byLines: Instants = { of: (from, to) => (Number.isFinite(to) ? `lines ${from}–${to}` : `line ${from}`) };

const WORDS: Readonly<Record<string, (operation: Operation) => string>> = {
  read: ({ output }) => `read ${shownValue(output)}`,
  write: ({ input }) => `wrote ${shownValue(input)}`,
  cas: ({ input }) => `changed ${shownValue((input as readonly unknown[])[0])} to ${shownValue((input as readonly unknown[])[1])}`,
  enqueue: ({ input }) => `enqueued ${shownValue(input)}`,
  dequeue: ({ output }) => (output === null ? 'found the queue empty' : `dequeued ${shownValue(output)}`),
  push: ({ input }) => `pushed ${shownValue(input)}`,
  pop: ({ output }) => (output === null ? 'found the stack empty' : `popped ${shownValue(output)}`),
  add: ({ input }) => `added ${shownValue(input)}`,
  remove: ({ input }) => `removed ${shownValue(input)}`,
  contains: ({ input, output }) => `${output === true ? 'found' : 'did not find'} ${shownValue(input)}`,
};

export const whoOf = ({ client }: Operation): string => (/^\d+$/.test(client) ? `process ${client}` : client);

/** `process 1 wrote 2 (lines 3–5)`. */
export function sentenceOf(operation: Operation, instants: Instants): string {
  const { f, input, output, outcome, invokedUs, completedUs } = operation;
  const did = WORDS[f]?.(operation) ?? `${f} ${shownValue(input)}${output === undefined ? '' : `, answered ${shownValue(output)}`}`;
  const doubt = outcome === 'ok' ? '' : outcome === 'fail' ? ', which failed' : ', without an answer';
  return `${whoOf(operation)} ${did} (${instants.of(invokedUs, outcome === 'info' ? Infinity : completedUs)}${doubt})`;
}

/** All of them in order of time, and what was finished before what. */
export function storyOf(operations: readonly Operation[], instants: Instants): string {
  let untilUs = -Infinity;
  return [...operations].sort((a, b) => a.invokedUs - b.invokedUs || a.id - b.id).map((operation, index) => {
    const joint = index === 0 ? '' : untilUs < operation.invokedUs ? '; after that ' : '; meanwhile ';
    untilUs = Math.max(untilUs, operation.completedUs);
    return `${joint}${sentenceOf(operation, instants)}`;
  }).join('');
}
