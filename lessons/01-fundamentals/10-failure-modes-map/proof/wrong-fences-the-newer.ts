// scenario: two-captains
// message: are gone

import type { Diagnosis, Evidence } from '../contract';

/** Whoever led first is right. */
export function diagnose({ replicas }: Evidence): Diagnosis {
  const known = <Value>(series: readonly (Value | null)[]): Value | undefined => series.filter(value => value !== null).at(-1);
  const leaders = replicas.filter(({ claimedRole }) => known(claimedRole) === 'leader');
  if (leaders.length < 2) return { mode: 'none', where: '', because: [] };
  const [newest] = leaders.sort((one, other) => known(other.term)! - known(one.term)!);
  return { mode: 'split-brain', where: newest!.id, because: leaders.map(({ id }) => `term@${id}`) };
}
