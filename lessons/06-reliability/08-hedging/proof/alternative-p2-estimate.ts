import type { Replica, Req, Value } from '../contract';

/** The P² algorithm (Jain and Chlamtac, 1985): a quantile from five markers, without the values. Begun anew every so often. */
class Estimate {
  private readonly p: number;
  private heights: number[] = [];
  private places = [1, 2, 3, 4, 5];
  private count = 0;

  constructor(p: number) {
    this.p = p;
  }

  add(value: number): void {
    const { heights: q, places: n, p } = this;
    if (++this.count <= 5) {
      q.push(value);
      q.sort((a, b) => a - b);
      return;
    }
    let cell = 3;
    if (value < q[0]!) {
      q[0] = value;
      cell = 0;
    } else if (value >= q[4]!) q[4] = value;
    else while (value < q[cell]!) cell--;
    for (let i = cell + 1; i < 5; i++) n[i]!++;
    const wanted = [0, p / 2, p, (1 + p) / 2, 1].map(share => 1 + (this.count - 1) * share);
    for (let i = 1; i <= 3; i++) {
      const d = wanted[i]! - n[i]!;
      if (!((d >= 1 && n[i + 1]! - n[i]! > 1) || (d <= -1 && n[i - 1]! - n[i]! < -1))) continue;
      const step = Math.sign(d);
      const curve = q[i]! + (step / (n[i + 1]! - n[i - 1]!)) * (
        (n[i]! - n[i - 1]! + step) * (q[i + 1]! - q[i]!) / (n[i + 1]! - n[i]!) + (n[i + 1]! - n[i]! - step) * (q[i]! - q[i - 1]!) / (n[i]! - n[i - 1]!));
      q[i] = q[i - 1]! < curve && curve < q[i + 1]! ? curve : q[i]! + step * (q[i + step]! - q[i]!) / (n[i + step]! - n[i]!);
      n[i]! += step;
    }
  }

  get value(): number | undefined {
    return this.count < 200 ? undefined : this.heights[2];
  }

  get full(): boolean {
    return this.count >= 800;
  }
}

let estimate = new Estimate(0.95);
let afterMs: number | undefined;
let credit = 5;

export async function read(req: Req, replicas: Replica[]): Promise<Value> {
  const at = Math.floor(Math.random() * replicas.length);
  const [first, second] = [replicas[at]!, replicas[(at + 1 + Math.floor(Math.random() * (replicas.length - 1))) % replicas.length]!];
  if (req.kind === 'append') return first.call(req);
  const startMs = performance.now();
  const decided = new AbortController();
  const copies = [first.call(req, { signal: decided.signal })];
  let timer: number | undefined;
  if (afterMs !== undefined) {
    copies.push(new Promise((resolve, reject) => {
      timer = setTimeout(() => {
        if (credit < 1) return;
        credit--;
        second.call(req, { signal: decided.signal }).then(resolve, reject);
      }, afterMs);
    }));
  }
  const value = await Promise.race(copies);
  clearTimeout(timer);
  for (const copy of copies) copy.catch(() => {});
  decided.abort();
  credit = Math.min(10, credit + 0.08);
  estimate.add(performance.now() - startMs);
  afterMs = estimate.value ?? afterMs;
  if (estimate.full) estimate = new Estimate(0.95);
  return value;
}
