import type { Replica, Req, Value } from '../contract';

const open = new Map<string, number>();
const recent: number[] = [];
let afterMs: number | undefined;
let reads = 0;
let hedges = 0;

/** Sends to the less busy of two; the second copy to the least busy of the others, if fewer than 8 % of the last reads had one. */
export async function read(req: Req, replicas: Replica[]): Promise<Value> {
  const first = lessBusy(pick(replicas), pick(replicas));
  const decided = new AbortController();
  const call = async (replica: Replica): Promise<Value> => {
    open.set(replica.name, (open.get(replica.name) ?? 0) + 1);
    try {
      return await replica.call(req, { signal: decided.signal });
    } finally {
      open.set(replica.name, open.get(replica.name)! - 1);
    }
  };
  if (req.kind === 'append') return call(first);
  const startMs = performance.now();
  reads++;
  if (reads % 200 === 0) hedges = 0;
  let timer: number | undefined;
  try {
    const hedge = new Promise<Value>((resolve, reject) => {
      if (afterMs === undefined) return;
      timer = setTimeout(() => {
        if (hedges >= 16) return;
        hedges++;
        const others = replicas.filter(replica => replica !== first);
        call(others.reduce(lessBusy)).then(resolve, reject);
      }, afterMs);
    });
    return await Promise.race([call(first), hedge]);
  } finally {
    clearTimeout(timer);
    decided.abort();
    recent.push(performance.now() - startMs);
    if (recent.length > 600) recent.shift();
    if (reads % 40 === 0 && recent.length >= 200) afterMs = [...recent].sort((a, b) => a - b)[Math.floor(0.96 * recent.length)]!;
  }
}

const pick = (replicas: Replica[]): Replica => replicas[Math.floor(Math.random() * replicas.length)]!;
const lessBusy = (a: Replica, b: Replica): Replica => ((open.get(a.name) ?? 0) <= (open.get(b.name) ?? 0) ? a : b);
