/** One figure of the benchmark. */
export interface Row {
  readonly name: string;
  readonly figure: number;
  readonly unit: string;
  /** The figure over its comparison's, where there is one. */
  readonly ratio?: number;
  /** What to reach, in words. */
  readonly goal?: string;
  /** The goal was not reached, and nobody has said why: the benchmark ends with 1. */
  readonly missed?: boolean;
}

/** Runs of `work` a second of processor time, so that a busy machine blurs less: the best of five rounds of at least `roundMs`, after one to warm up. */
export function perSecond(work: () => void, roundMs = 300): number {
  let best = 0;
  for (let round = 0; round < 6; round++) {
    const startedMs = processorMs();
    let runs = 0;
    let tookMs = 0;
    while (tookMs < roundMs) {
      work();
      runs++;
      tookMs = processorMs() - startedMs;
    }
    if (round > 0) best = Math.max(best, (runs * 1000) / tookMs);
  }
  return best;
}

export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
