import type { Replica, Req, Value } from '../contract.ts';

const QUANTILE = 0.95; // a copy goes out when this share of the reads had an answer
const WINDOW = 400; // ... of the last so many reads
const MIN_SAMPLES = 50; // below that nobody knows what slow means: no copies
const EARN = 0.08; // copies that each request pays for
const BURST = 8; // copies that can be saved up

/** How long first attempts took; for one that was stopped, how long it had lasted by then. */
const times: number[] = [];
let oldest = 0;
let sinceSorted = 0;
let hedgeAfter: number | undefined;

let tokens = 0;

/** My calls that are open, by the name of the replica. */
const open = new Map<string, number>();

function record(ms: number): void {
  if (times.length < WINDOW) times.push(ms);
  else {
    times[oldest] = ms;
    oldest = (oldest + 1) % WINDOW;
  }
  if (times.length < MIN_SAMPLES || (hedgeAfter !== undefined && ++sinceSorted < 10)) return;
  sinceSorted = 0;
  const sorted = [...times].sort((a, b) => a - b);
  hedgeAfter = sorted[Math.floor(QUANTILE * sorted.length)];
}

/** The replica with the fewest of my calls open; among equals, any. */
function pick(replicas: Replica[], except?: Replica): Replica {
  let best: Replica[] = [];
  let fewest = Infinity;
  for (const replica of replicas) {
    if (replica === except) continue;
    const n = open.get(replica.name) ?? 0;
    if (n < fewest) {
      fewest = n;
      best = [];
    }
    if (n === fewest) best.push(replica);
  }
  return best[Math.floor(Math.random() * best.length)]!;
}

async function attempt(replica: Replica, req: Req, signal?: AbortSignal): Promise<Value> {
  open.set(replica.name, (open.get(replica.name) ?? 0) + 1);
  try {
    return await (signal ? replica.call(req, { signal }) : replica.call(req));
  } finally {
    open.set(replica.name, open.get(replica.name)! - 1);
  }
}

/** Answers one request of a user. One process runs this module; what stands outside the function is its memory. */
export async function read(req: Req, replicas: Replica[]): Promise<Value> {
  tokens = Math.min(BURST, tokens + EARN);
  const first = pick(replicas);
  if (req.kind !== 'read') return attempt(first, req); // done twice, if it came twice

  const start = performance.now();
  const stopFirst = new AbortController();
  const stopCopy = new AbortController();

  return new Promise<Value>((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let settled = false;
    const settle = (finish: () => void): void => {
      if (settled) return; // the loser's rejection ends here
      settled = true;
      clearTimeout(timer);
      record(performance.now() - start); // the first attempt's time, or what it has lasted at least
      finish();
      stopFirst.abort();
      stopCopy.abort();
    };
    const run = (replica: Replica, signal: AbortSignal): void => {
      attempt(replica, req, signal).then(
        (value) => settle(() => resolve(value)),
        (error) => settle(() => reject(error)),
      );
    };
    const tick = (): void => {
      if (settled) return;
      if (tokens >= 1) {
        tokens -= 1;
        run(pick(replicas, first), stopCopy.signal);
      } else if (hedgeAfter !== undefined) {
        timer = setTimeout(tick, hedgeAfter / 2); // still stuck later? then it may ask again
      }
    };

    run(first, stopFirst.signal);
    if (hedgeAfter !== undefined) timer = setTimeout(tick, hedgeAfter);
  });
}
