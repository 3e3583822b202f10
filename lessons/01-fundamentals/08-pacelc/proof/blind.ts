import type { CopyRead, LaggingCopy, LeadingCopy } from 'faultlab';
import type { ReadAnswer, ReadRequest } from '../contract';

export interface Deps {
  /** On this side of the ocean, and some time behind. */
  readonly local: LaggingCopy;
  /** On the other side. */
  readonly leader: LeadingCopy;
  /** The wall clocks here and there differ by no more. */
  readonly epsilonMs: number;
}

/** What a question to the leader costs. */
const LEADER_MS = 140;
/** Left over for the last look at the copy before the deadline. */
const MARGIN_MS = 10;
/** From an instant to the next one that the copy hears of: a tick every 50 ms, and the writes. */
const TO_NEXT_STEP_MS = 18;

/** What was seen of the copy lately: when, and how far its safe time was behind that (plus a constant). */
let seen: { at: number; offset: number }[] = [];

function note(safeTimeMs: number): void {
  const at = performance.now();
  seen.push({ at, offset: at - safeTimeMs });
  if (seen.length > 200) seen = seen.filter((s) => s.at > at - 500);
}

/** In how many milliseconds will the copy have come to an instant, if it goes on as in the last half second? */
function etaMs(safeTimeMs: number): number {
  const now = performance.now();
  let recent = Infinity;
  let older = Infinity;
  for (const { at, offset } of seen) {
    if (at >= now - 150) recent = Math.min(recent, offset);
    else if (at >= now - 450 && at < now - 300) older = Math.min(older, offset);
  }
  if (recent === Infinity) return TO_NEXT_STEP_MS;
  // 0: keeps its distance; 1: stands still; below 0: catches up.
  const slope = older === Infinity ? 0 : (recent - older) / 300;
  if (slope > 0.95) return Infinity;
  const middle = now - 75;
  const at = (safeTimeMs + TO_NEXT_STEP_MS + recent - slope * middle) / (1 - slope);
  return Math.max(0, at - now);
}

/** Reads one key for somebody who says how old the answer may be. */
export async function read(request: ReadRequest, { local, leader, epsilonMs }: Deps): Promise<ReadAnswer> {
  const wall = Date.now();
  const began = performance.now();
  const { key, need, onCut } = request;
  const leftMs = () => Math.max(1, began + request.deadlineMs - MARGIN_MS - performance.now());
  const abort = new AbortController();
  const options = () => ({ signal: abort.signal, timeoutMs: leftMs() });

  const readLocal = async (): Promise<CopyRead> => {
    const answer = await local.read(key, options());
    note(answer.safeTimeMs);
    return answer;
  };
  const viaLeader = async (): Promise<ReadAnswer> => ({ value: (await leader.read(key, options())).value, stale: false });

  if (need === 'any') {
    return { value: (await readLocal()).value, stale: false };
  }

  // The leader's clock may have shown as much as this when the request began.
  const neededMs = wall + epsilonMs - (need === 'strong' ? 0 : need.maxStalenessMs);
  const viaLocal = async (): Promise<ReadAnswer> => {
    note(await local.waitFor(neededMs, options()));
    return { value: (await readLocal()).value, stale: false };
  };

  let newest: CopyRead | undefined;
  try {
    if (need === 'strong') return await Promise.any([viaLeader(), viaLocal()]);

    newest = await readLocal();
    if (newest.safeTimeMs >= neededMs) return { value: newest.value, stale: false };

    const nearby = viaLocal();
    const far = async (): Promise<ReadAnswer> => {
      for (;;) {
        const eta = etaMs(neededMs);
        if (eta > LEADER_MS || performance.now() - began > 120) return viaLeader();
        await new Promise<void>((resolve) => setTimeout(resolve, Math.max(10, Math.min(eta + 20, 120))));
        if (abort.signal.aborted) throw new Error('answered already');
        note(await local.safeTime(options()));
      }
    };
    return await Promise.any([nearby, far()]);
  } catch (error) {
    if (onCut === 'fail') throw error;
    try {
      const last = await local.read(key, { timeoutMs: MARGIN_MS - 2 });
      return { value: last.value, stale: last.safeTimeMs < neededMs };
    } catch {
      if (newest === undefined) throw error;
      return { value: newest.value, stale: true };
    }
  } finally {
    abort.abort();
  }
}
