import type { Operation } from '../../sim/history.ts';
import type { Contradiction, Model } from './model.ts';
import { explained } from './search.ts';
import { smallest } from './smallest.ts';
import { inSeconds, storyOf } from './words.ts';

/** The least that shows that no order explains the operations on a key; undefined if one does, or nobody can tell. */
export function contradictionOf<State>(model: Model<State>, key: string, operations: readonly Operation[]): Contradiction | undefined {
  if (model.contradiction) return model.contradiction(key, operations);
  if (explained(model, operations).found !== 'none') return undefined;
  const { operations: shown } = smallest(model, operations);
  const last = shown.reduce((a, b) => (b.completedUs > a.completedUs ? b : a));
  return {
    key, operations: shown, message: `No order of what was done to ${key} explains all answers: ${storyOf(shown, inSeconds)}`,
    atUs: last.completedUs, row: last.completedRow, ...(last.node === undefined ? {} : { node: last.node }),
  };
}
