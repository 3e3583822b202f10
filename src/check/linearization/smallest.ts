import type { Operation } from '../../sim/history.ts';
import type { Model } from './model.ts';
import { explained, MOST_STATES } from './search.ts';

/** Operations that no order explains, whatever became of the others. */
export interface Smallest {
  /** In order of invocation. */
  readonly operations: readonly Operation[];
  /** Whether without any one of them there is an order; else there were too many states to tell of some. */
  readonly minimal: boolean;
}

/**
 * The operations to show when no order explains a history. To leave one out is to know nothing of when it happened: a change
 * may then have taken effect at any time after its invocation, or never. So those that remain contradict each other by themselves.
 * Halves are left out first, then quarters, and so on (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing
 * input", 2002); what contradicts itself still does with more of it known, so that one pass over single operations is enough.
 */
export function smallest<State>(model: Model<State>, operations: readonly Operation[], mostStates = MOST_STATES): Smallest {
  const first = explained(model, operations, mostStates);
  let left = mostStates - first.states;
  const known = first.refuting ? until(operations, first.refuting.completedUs) : operations;
  let shown = known.filter(({ outcome }) => outcome === 'ok');
  let minimal = true;
  for (let size = shown.length >> 1 || 1; ; size = size >> 1) {
    for (let from = 0; from < shown.length;) {
      const fewer = new Set([...shown.slice(0, from), ...shown.slice(from + size)]);
      const { found, states } = explained(model, known.map(each => (fewer.has(each) || each.outcome !== 'ok' ? each : relaxed(each))), left);
      left = Math.max(0, left - states);
      if (found === 'unknown') minimal = false;
      if (found === 'none') shown = [...fewer];
      else from += size;
    }
    if (size <= 1) break;
  }
  return { operations: shown, minimal };
}

/** What had begun at an instant, without what was not finished by then. */
function until(operations: readonly Operation[], untilUs: number): Operation[] {
  return operations.filter(({ invokedUs }) => invokedUs <= untilUs).map(operation => (operation.completedUs <= untilUs ? operation : relaxed(operation)));
}

const relaxed = (operation: Operation): Operation => ({ ...operation, outcome: 'info', completedUs: Infinity });
