import { unexplained } from '../linearizable.ts';
import type { Model } from './model.ts';

/** One value: `write` has it as its input, `read` as its output; undefined before the first write. Each value is written once. */
export const register: Model<unknown> = {
  initial: undefined,
  relevant(operations) {
    const reads = operations.filter(({ f, outcome }) => f === 'read' && outcome === 'ok');
    const read = new Set(reads.map(({ output }) => output));
    // Nobody can tell whether a write without an answer happened if its value was never read.
    const writes = operations.filter(({ f, outcome, input }) => f === 'write' && (outcome === 'ok' || (outcome === 'info' && read.has(input))));
    return [...reads, ...writes];
  },
  step: (state, { f, input, output }) => (f === 'write' ? { state: input } : output === state ? { state } : undefined),
  endsWith: (state, { f, output }) => f === 'read' && output === state,
  isRead: ({ f }) => f === 'read',
  identity: state => state,
  contradiction: unexplained,
  textOf: state => (state === undefined ? 'nothing' : String(state)),
};
