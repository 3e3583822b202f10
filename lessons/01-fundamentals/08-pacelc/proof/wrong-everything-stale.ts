// scenario: calm
// message: wanted an error rather than something older

import type { LaggingCopy, LeadingCopy } from 'faultlab';
import type { ReadAnswer, ReadRequest } from '../contract';

interface Deps {
  readonly local: LaggingCopy;
  readonly leader: LeadingCopy;
  readonly epsilonMs: number;
}

/** Promises nothing. */
export async function read({ key }: ReadRequest, { local }: Deps): Promise<ReadAnswer> {
  return { value: (await local.read(key)).value, stale: true };
}
