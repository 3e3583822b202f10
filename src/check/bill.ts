import type { RunRecord } from '../sim/history.ts';
import { atSeconds, type Finding } from './finding.ts';

/** What a store was sent and what it did with it. */
interface Bill {
  /** Spans that came to the store, kept or not. */
  readonly arrived: number;
  readonly refused: number;
  /** When a window's budget was first used up, and when that window had begun. */
  readonly full?: { readonly atUs: number; readonly windowUs: readonly [from: number, to: number]; readonly budget: number; readonly row: number; readonly node: string };
}

/** The bill of one run, from what the store noted. */
export function billOf({ facts }: Pick<RunRecord, 'facts'>): Bill {
  let arrived = 0;
  let refused = 0;
  let full: Bill['full'];
  for (const { type, data, atUs, row, node } of facts) {
    if (type === 'stored' || type === 'refused') arrived++;
    if (type === 'refused') refused++;
    if (type !== 'full' || full) continue;
    const { budget, fromUs, toUs } = data as { budget: number; fromUs: number; toUs: number };
    full = { atUs, windowUs: [fromUs, toUs], budget, row, node: node! };
  }
  return { arrived, refused, ...(full ? { full } : {}) };
}

/** How a run's first full window came about; undefined if there was none. */
export function overBudget(run: Pick<RunRecord, 'facts'>, method: string): Finding | undefined {
  const { full, refused, arrived } = billOf(run);
  if (!full) return undefined;
  const { atUs, windowUs: [fromUs, toUs], budget, row } = full;
  return {
    message: `The store keeps ${budget} spans from ${atSeconds(fromUs)} to ${atSeconds(toUs)} and had them at ${atSeconds(atUs)}; in all it had to refuse ${refused} of ${arrived}: `
      + 'it refuses whatever comes, and what somebody will look for is among it',
    atUs, row, method,
  };
}
