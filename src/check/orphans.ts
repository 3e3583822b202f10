import { atSeconds, capital, type Finding } from './finding.ts';
import type { Happened } from './iff.ts';

/** Something that was taken and has to be given back: a reservation, a lock, a slot. */
export interface Hold extends Happened {
  /** For whom it was taken. */
  readonly owner: string;
}

interface Words {
  /** What a hold is called: `seat`. */
  readonly noun: string;
  /** What was done to take it: `reserved`. */
  readonly taken: string;
  /** One sentence: why it matters. */
  readonly why: string;
}

/** The first hold that is neither given back at the end nor has an owner who still wants it. `released`: ids of holds. */
export function noOrphan(holds: readonly Hold[], released: ReadonlySet<string>, owners: ReadonlySet<string>, { noun, taken, why }: Words): Finding | undefined {
  const orphan = [...holds].sort((a, b) => a.atUs - b.atUs).find(({ id, owner }) => !released.has(id) && !owners.has(owner));
  if (!orphan) return undefined;
  const { id, owner, atUs, row, node } = orphan;
  return { message: `${capital(noun)} ${id} was ${taken} for ${owner} at ${atSeconds(atUs)} and never given back: ${why}`, atUs, row, ...(node === undefined ? {} : { node }) };
}
