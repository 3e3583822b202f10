// scenario: lagging
// message: was not told that it is stale

import type { LaggingCopy, LeadingCopy } from 'faultlab';
import type { ReadAnswer, ReadRequest } from '../contract';

interface Deps {
  readonly local: LaggingCopy;
  readonly leader: LeadingCopy;
  readonly epsilonMs: number;
}

/** The copy is near, and mostly right. */
export async function read({ key }: ReadRequest, { local }: Deps): Promise<ReadAnswer> {
  return { value: (await local.read(key)).value, stale: false };
}
