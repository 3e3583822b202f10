import { Refused, sleep, type LaggingCopy, type LeadingCopy } from 'faultlab';
import type { ReadAnswer, ReadRequest } from '../contract';

interface Deps {
  readonly local: LaggingCopy;
  readonly leader: LeadingCopy;
  readonly epsilonMs: number;
}

/** Of what is missing: more is hopeless. */
const HOPELESS_MS = 200;
/** So long the copy has to itself. */
const HEDGE_MS = 60;
/** What is left of the deadline for the way back and for a last look at the copy. */
const RESERVE_MS = 20;

/** Waits for the copy; the leader is asked as well when it has waited for long enough, and at once when there is no hope. */
export async function read({ key, need, onCut, deadlineMs }: ReadRequest, { local, leader, epsilonMs }: Deps): Promise<ReadAnswer> {
  if (need === 'any') return { value: (await local.read(key)).value, stale: false };
  const signal = AbortSignal.timeout(deadlineMs - RESERVE_MS);
  const fromLeader = async (): Promise<ReadAnswer> => ({ value: (await leader.read(key, { signal })).value, stale: false });
  try {
    if (need === 'strong') return await fromLeader();
    // The leader's clock may be ahead of this one by epsilon.
    const neededMs = Date.now() + epsilonMs - need.maxStalenessMs;
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
      await sleep(HEDGE_MS);
      return isThere ? Promise.reject(new Error('not needed')) : fromLeader();
    };
    return await Promise.any([fromCopy(), missingMs < HOPELESS_MS ? fromLeaderIfLate() : fromLeader()]);
  } catch {
    if (onCut === 'fail') throw new Refused('TooOld', 'no answer that is new enough can be had in time');
    return { value: (await local.read(key)).value, stale: true };
  }
}
