import type { Model } from './model.ts';

/** A sum, 0 at first: `add` adds its input, `read` answers it. */
export const counter: Model<number> = {
  initial: 0,
  relevant: operations => operations.filter(({ f, outcome }) => outcome === 'ok' || (outcome === 'info' && f === 'add')),
  step: (state, { f, input, output }) => (f === 'add' ? { state: state + (input as number) } : output === state ? { state } : undefined),
  isRead: ({ f }) => f === 'read',
  identity: state => state,
  textOf: String,
};
