// scenario: crooked-clock
// message: was not told that it is stale

import { Refused, sleep, type LaggingCopy, type LeadingCopy } from 'faultlab';
import type { ReadAnswer, ReadRequest } from '../contract';

interface Deps {
  readonly local: LaggingCopy;
  readonly leader: LeadingCopy;
  readonly epsilonMs: number;
}

/** A copy that will be new enough sooner is worth waiting for. */
const CROSSING_MS = 140;
/** A copy that takes so much longer than expected stands still. */
const LATE_MS = 60;
/** What is left of the deadline for the way back and for a last look at the copy. */
const RESERVE_MS = 20;

/** Trusts its clock. */
export async function read({ key, need, onCut, deadlineMs }: ReadRequest, { local, leader }: Deps): Promise<ReadAnswer> {
  if (need === 'any') return { value: (await local.read(key)).value, stale: false };
  const signal = AbortSignal.timeout(deadlineMs - RESERVE_MS);
  const fromLeader = async (): Promise<ReadAnswer> => ({ value: (await leader.read(key, { signal })).value, stale: false });
  try {
    if (need === 'strong') return await fromLeader();
    const neededMs = Date.now() - need.maxStalenessMs;
    const { value, safeTimeMs } = await local.read(key);
    if (safeTimeMs >= neededMs) return { value, stale: false };
    const missingMs = neededMs - safeTimeMs;
    let isThere = false;
    const fromCopy = async (): Promise<ReadAnswer> => {
      await local.waitFor(neededMs, { signal });
      isThere = true;
      return { value: (await local.read(key)).value, stale: false };
    };
    const fromLeaderIfLate = async (): Promise<ReadAnswer> => {
      await sleep(missingMs + LATE_MS);
      return isThere ? Promise.reject(new Error('not needed')) : fromLeader();
    };
    return await Promise.any([fromCopy(), missingMs < CROSSING_MS ? fromLeaderIfLate() : fromLeader()]);
  } catch {
    if (onCut === 'fail') throw new Refused('TooOld', 'no answer that is new enough can be had in time');
    return { value: (await local.read(key)).value, stale: true };
  }
}
