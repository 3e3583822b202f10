import type { Replica, Req, Value } from '../contract';

const WINDOW = 300; // answers that the quantile is taken from
const MIN_SAMPLES = 50; // before that nobody knows how fast the service is
const QUANTILE = 0.95;
const PER_REQUEST = 0.08; // copies that each request pays for
const BURST = 5; // copies that can be saved up

/** Calls of ours that a replica has not answered. */
const outstanding = new Map<Replica, number>();
const samples: number[] = [];
let nextSample = 0;
let sinceSorted = 0;
let delayMs = Infinity;
let tokens = 0;

function record(ms: number): void {
  samples[nextSample] = ms;
  nextSample = (nextSample + 1) % WINDOW;
  sinceSorted++;
  if (samples.length < MIN_SAMPLES || sinceSorted < 10) return;
  sinceSorted = 0;
  const sorted = [...samples].sort((a, b) => a - b);
  delayMs = sorted[Math.floor(QUANTILE * sorted.length)]!;
}

/** The replica with the fewest calls of ours; a random one of those that are equal. */
function leastBusy(replicas: readonly Replica[]): Replica {
  let best: Replica[] = [];
  let least = Infinity;
  for (const replica of replicas) {
    const n = outstanding.get(replica) ?? 0;
    if (n < least) {
      least = n;
      best = [];
    }
    if (n === least) best.push(replica);
  }
  return best[Math.floor(Math.random() * best.length)]!;
}

async function attempt(replica: Replica, req: Req, signal?: AbortSignal): Promise<Value> {
  outstanding.set(replica, (outstanding.get(replica) ?? 0) + 1);
  try {
    return await replica.call(req, signal ? { signal } : {});
  } finally {
    outstanding.set(replica, outstanding.get(replica)! - 1);
  }
}

/** Answers one request of a user. One process runs this module; what stands outside the function is its memory. */
export async function read(req: Req, replicas: Replica[]): Promise<Value> {
  tokens = Math.min(BURST, tokens + PER_REQUEST);
  const first = leastBusy(replicas);
  // Done twice if sent twice: never a copy, never an abort.
  if (req.kind !== 'read') return attempt(first, req);

  const race = new AbortController();
  const startedAt = performance.now();
  const original = attempt(first, req, race.signal);
  // A loser that is aborted took at least this long, which is past the quantile: it counts as such.
  original.then(
    () => record(performance.now() - startedAt),
    () => {
      if (race.signal.aborted) record(performance.now() - startedAt);
    },
  );

  let timer: number | undefined;
  const copy = new Promise<Value>((resolve, reject) => {
    const consider = (): void => {
      const waited = performance.now() - startedAt;
      // The quantile may have grown since; and who finds no token asks again.
      if (waited < delayMs) {
        timer = setTimeout(consider, delayMs - waited);
      } else if (tokens < 1) {
        timer = setTimeout(consider, delayMs / 4);
      } else {
        tokens -= 1;
        attempt(leastBusy(replicas.filter((r) => r !== first)), req, race.signal).then(resolve, reject);
      }
    };
    if (delayMs < Infinity) timer = setTimeout(consider, delayMs);
  });
  try {
    return await Promise.race([original, copy]);
  } finally {
    clearTimeout(timer);
    race.abort();
  }
}
