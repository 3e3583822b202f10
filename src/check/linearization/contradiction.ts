import type { Operation } from '../../sim/history.ts';
import type { Check } from '../finding.ts';
import type { Contradiction, Model } from './model.ts';
import { explained } from './search.ts';
import { smallest } from './smallest.ts';
import { inSeconds, storyOf } from './words.ts';

/** The least that shows that no order explains the operations on a key; undefined if one does, or nobody can tell. */
export function contradictionOf<State>(model: Model<State>, key: string, operations: readonly Operation[]): Contradiction | undefined {
  const happened = operations.filter(({ outcome }) => outcome !== 'fail');
  if (model.contradiction) return model.contradiction(key, operations);
  if (explained(model, happened).found !== 'none') return undefined;
  const { operations: shown } = smallest(model, happened);
  const last = shown.filter(({ outcome }) => outcome === 'ok').reduce((a, b) => (b.completedUs > a.completedUs ? b : a));
  return {
    key, operations: shown, message: `No order of what was done to ${key} explains all answers: ${storyOf(shown, inSeconds)}`,
    atUs: last.completedUs, row: last.completedRow, ...(last.node === undefined ? {} : { node: last.node }),
  };
}

/** Whether each key behaved as if there were one copy of an object, judged key by key; what can be noticed first. Failed operations did not happen. */
export function behavesLike<State>(model: Model<State>): Check {
  return ({ operations }) => {
    const keys = new Map<string, Operation[]>();
    for (const operation of operations) {
      const others = keys.get(operation.key ?? '');
      if (others) others.push(operation);
      else keys.set(operation.key ?? '', [operation]);
    }
    const found = [...keys].map(([key, ofKey]) => contradictionOf(model, key, ofKey)).filter(each => each !== undefined);
    return found.sort((a, b) => a.atUs - b.atUs)[0];
  };
}
