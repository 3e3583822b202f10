// scenario: calm
// message: for what lay 2 ms away
// message: it crossed the ocean

import type { LeadingCopy } from 'faultlab';
import type { ReadAnswer, ReadRequest } from '../contract';

/** Never wrong, and always far. */
export async function read({ key }: ReadRequest, { leader }: { readonly leader: LeadingCopy }): Promise<ReadAnswer> {
  return { value: (await leader.read(key)).value, stale: false };
}
