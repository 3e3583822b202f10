import type { Operation } from '../../sim/history.ts';
import type { Model } from '../linearization/model.ts';
import { explained, MOST_STATES } from '../linearization/search.ts';
import { smallest, type Smallest } from '../linearization/smallest.ts';
import { byLines, sentenceOf, storyOf } from '../linearization/words.ts';
import type { Counterexample, Verdict } from './verdict.ts';

/** Judges operations on one object by a search for their order. */
export function searched<State>(model: Model<State>, operations: readonly Operation[], key?: string, mostStates = MOST_STATES): Verdict {
  const { found, order, states } = explained(model, operations.filter(({ outcome }) => outcome !== 'fail'), mostStates);
  if (found === 'order') return { valid: true, order: order!.operations };
  if (found === 'none') return shownSmallest(model, operations, operations, key);
  return { valid: 'unknown', reason: `${states.toLocaleString('en')} states were looked at${key === undefined ? '' : ` of ${key}`}; no order was found, and there may be one` };
}

/** No order explains `evidence`, which is some of all operations: the least of it that shows so, in words. */
export function shownSmallest<State>(model: Model<State>, evidence: readonly Operation[], all: readonly Operation[], key?: string): Verdict {
  return {
    valid: false,
    counterexample() {
      return told(smallest(model, evidence.filter(({ outcome }) => outcome !== 'fail')), all, key);
    },
  };
}

/** Operations that cannot be ordered, in words. */
export function told({ operations, minimal }: Smallest, all: readonly Operation[], key?: string): Counterexample {
  return { message: messageOf(operations, all, key), operations, minimal, ...(key === undefined ? {} : { key }) };
}

function messageOf(shown: readonly Operation[], all: readonly Operation[], key: string | undefined): string {
  const where = key === undefined ? '' : ` about ${key}`;
  const opening = shown.length === 1 ? `No order explains this answer${where}` : `No order explains these ${shown.length} operations${where}`;
  const related = relatedTo(shown, all).map(operation => sentenceOf(operation, byLines));
  return `${opening}: ${storyOf(shown, byLines)}.${related.length > 0 ? ` Besides: ${related.join('; ')}.` : shown.length === 1 ? ' Nobody else made it so.' : ''}`;
}

/** Most of them that are told. */
const MOST_RELATED = 3;

/** Changes that failed, were not answered or came too late, to what somebody of those shown saw. */
function relatedTo(shown: readonly Operation[], all: readonly Operation[]): Operation[] {
  const seen = new Set(shown.flatMap(({ output }) => (Array.isArray(output) ? output as unknown[] : [output])).filter(output => output !== undefined && output !== null && output !== true));
  return all.filter(operation => !shown.includes(operation) && operation.output === undefined && (seen.has(operation.input) || (operation.f === 'cas' && seen.has((operation.input as readonly unknown[])[1])))).slice(0, MOST_RELATED);
}
