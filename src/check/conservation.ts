import { atSeconds, type Finding } from './finding.ts';

/** One movement of an amount. */
export interface Movement {
  readonly account: string;
  /** Whole units, for example cents; negative: taken out. */
  readonly amount: number;
  readonly atUs: number;
  readonly row: number;
  readonly node?: string;
}

/** The first movement, in order of time, after which an account holds less than nothing. `why`: one sentence. */
export function neverBelowZero(opening: ReadonlyMap<string, number>, movements: readonly Movement[], why: string): Finding | undefined {
  const held = new Map(opening);
  for (const { account, amount, atUs, row, node } of [...movements].sort((a, b) => a.atUs - b.atUs)) {
    const now = (held.get(account) ?? 0) + amount;
    held.set(account, now);
    if (now < 0) return { message: `${account} held ${now - amount}; ${node ?? 'somebody'} took ${-amount} at ${atSeconds(atUs)}: ${why}`, atUs, row, ...(node === undefined ? {} : { node }) };
  }
  return undefined;
}

/**
 * The first account whose balance at the end is not what came in less what went out. `open`: movements that may or
 * may not have happened; any choice of them is accepted (their amounts should have no equal sums).
 */
export function conserved(opening: ReadonlyMap<string, number>, movements: readonly Movement[], open: readonly Movement[], closing: ReadonlyMap<string, number>, why: string): Finding | undefined {
  for (const [account, before] of opening) {
    const of = (list: readonly Movement[]): number[] => list.filter(movement => movement.account === account).map(({ amount }) => amount);
    const expected = of(movements).reduce((sum, amount) => sum + amount, before);
    const found = closing.get(account) ?? 0;
    if (subsetSum(of(open), found - expected)) continue;
    return { message: `${account} should hold ${expected} at the end and holds ${found}: ${why}`, atUs: Math.max(0, ...movements.map(({ atUs }) => atUs)), row: -1 };
  }
  return undefined;
}

function subsetSum(amounts: readonly number[], wanted: number): boolean {
  let sums = new Set([0]);
  for (const amount of amounts) sums = new Set([...sums, ...[...sums].map(sum => sum + amount)]);
  return sums.has(wanted);
}
