// scenario: torn-map
// message: are gone

import type { Diagnosis, Evidence } from '../contract';

/** Two terms are two leaders, and the lower one is the wrong one. */
export function diagnose({ replicas }: Evidence): Diagnosis {
  const termOf = ({ term }: (typeof replicas)[number]): number => term.filter(value => value !== null).at(-1) ?? 0;
  const sorted = [...replicas].sort((one, other) => termOf(one) - termOf(other));
  const old = sorted.find(({ claimedRole }) => claimedRole.includes('leader'));
  if (!old || termOf(old) === termOf(sorted.at(-1)!)) return { mode: 'none', where: '', because: [] };
  return { mode: 'split-brain', where: old.id, because: replicas.map(({ id }) => `term@${id}`) };
}
