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
 * may then have taken effect at any time, or never. So those that remain contradict each other by themselves.
 * Halves are left out first, then quarters, and so on (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing
 * input", 2002); what contradicts itself still does with more of it known, so that one pass over single operations is enough.
 */
export function smallest<State>(model: Model<State>, operations: readonly Operation[], mostStates = MOST_STATES): Smallest {
  let left = mostStates;
  let minimal = true;
  const contradicts = (shown: readonly Operation[]): boolean => {
    const known = new Set(shown);
    const { found, states } = explained(model, operations.map(each => (known.has(each) ? each : relaxed(each))), left);
    left = Math.max(0, left - states);
    if (found === 'unknown') minimal = false;
    return found === 'none';
  };
  const isRead = (operation: Operation): boolean => model.isRead?.(operation) === true;
  // What changed something tells more than who saw it: reads are left out first.
  let shown = [...operations.filter(isRead), ...operations.filter(operation => !isRead(operation))];
  const { refuting } = explained(model, operations, mostStates);
  const early = shown.filter(({ invokedUs }) => refuting && invokedUs <= refuting.completedUs);
  if (contradicts(early)) shown = early;
  for (let size = shown.length >> 1 || 1; ; size = size >> 1) {
    for (let from = 0; from < shown.length;) {
      const fewer = [...shown.slice(0, from), ...shown.slice(from + size)];
      if (contradicts(fewer)) shown = fewer;
      else from += size;
    }
    if (size <= 1) return { operations: [...shown].sort((a, b) => a.invokedUs - b.invokedUs || a.id - b.id), minimal };
  }
}

const relaxed = (operation: Operation): Operation => ({ ...operation, outcome: 'info', invokedUs: -Infinity, completedUs: Infinity });
