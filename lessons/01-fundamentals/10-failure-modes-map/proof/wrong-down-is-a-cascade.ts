// scenario: black-friday
// message: Nothing was wrong

import type { Diagnosis, Evidence } from '../contract';

/** An instance is missing: the others will follow. */
export function diagnose({ instances }: Evidence): Diagnosis {
  const dead = instances.find(({ up }) => up.slice(-8).includes(0));
  return dead ? { mode: 'overload-cascade', where: dead.service, because: [`up@${dead.id}`] } : { mode: 'none', where: '', because: [] };
}
