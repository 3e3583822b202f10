import type { Operation } from '../sim/history.ts';
import type { Finding } from './finding.ts';

const isOk = ({ outcome }: Operation): boolean => outcome === 'ok';

/**
 * Progress, which whoever does nothing has not: the share of what was asked that came to something; undefined if nothing was
 * asked. `tell`: of the first that did not, and how many did not.
 */
export function useful(asked: readonly Operation[], tell: (first: Operation, missed: number) => Finding, isWell = isOk): { readonly value: number; readonly worst?: Finding } | undefined {
  if (asked.length === 0) return undefined;
  const missed = asked.filter(operation => !isWell(operation));
  const [first] = missed;
  return { value: 1 - missed.length / asked.length, ...(first ? { worst: tell(first, missed.length) } : {}) };
}

/** The same for a demand over the panel: one value for each that was asked, 1 if it came to something. */
export function usefulEach(asked: readonly Operation[], tell: (first: Operation) => Finding, isWell = isOk): { readonly values: readonly number[]; readonly worst?: Finding } {
  const first = asked.find(operation => !isWell(operation));
  return { values: asked.map(operation => (isWell(operation) ? 1 : 0)), ...(first ? { worst: tell(first) } : {}) };
}
