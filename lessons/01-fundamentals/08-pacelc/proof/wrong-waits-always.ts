// scenario: lagging
// message: could have had what it asked for

import { Refused, type LaggingCopy, type LeadingCopy } from 'faultlab';
import type { ReadAnswer, ReadRequest } from '../contract';

interface Deps {
  readonly local: LaggingCopy;
  readonly leader: LeadingCopy;
  readonly epsilonMs: number;
}

/** What is left of the deadline for the way back and for a last look at the copy. */
const RESERVE_MS = 20;

/** Waits for the copy, however long it takes. */
export async function read({ key, need, onCut, deadlineMs }: ReadRequest, { local, leader, epsilonMs }: Deps): Promise<ReadAnswer> {
  if (need === 'any') return { value: (await local.read(key)).value, stale: false };
  const signal = AbortSignal.timeout(deadlineMs - RESERVE_MS);
  const fromLeader = async (): Promise<ReadAnswer> => ({ value: (await leader.read(key, { signal })).value, stale: false });
  try {
    if (need === 'strong') return await fromLeader();
    await local.waitFor(Date.now() + epsilonMs - need.maxStalenessMs, { signal });
    return { value: (await local.read(key)).value, stale: false };
  } catch {
    if (onCut === 'fail') throw new Refused('TooOld', 'no answer that is new enough can be had in time');
    return { value: (await local.read(key)).value, stale: true };
  }
}
