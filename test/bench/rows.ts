/** One figure of the benchmark. */
export interface Row {
  readonly name: string;
  readonly figure: number;
  readonly unit: string;
  /** The figure over its comparison's, where there is one. */
  readonly ratio?: number;
  /** What to reach, in words. */
  readonly goal?: string;
}

/** Runs of `work` a second: the best of five rounds of at least `roundMs`, after one to warm up. */
export function perSecond(work: () => void, roundMs = 300): number {
  let best = 0;
  for (let round = 0; round < 6; round++) {
    const started = performance.now();
    let runs = 0;
    while (performance.now() - started < roundMs) {
      work();
      runs++;
    }
    if (round > 0) best = Math.max(best, (runs * 1000) / (performance.now() - started));
  }
  return best;
}
