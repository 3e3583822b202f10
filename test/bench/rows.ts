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

const TOTAL_MS = 6000;
const WARM_UP_MS = 300;
const ROUND_MS = 10;

/** Runs of `work` a second of processor time: the best of many short rounds, since whoever shares the machine slows whole stretches to half. */
export function perSecond(work: () => void): number {
  let best = 0;
  for (const beganMs = processorMs(); best === 0 || processorMs() - beganMs < TOTAL_MS;) {
    const startedMs = processorMs();
    let runs = 0;
    let tookMs = 0;
    while (tookMs < ROUND_MS) {
      work();
      runs++;
      tookMs = processorMs() - startedMs;
    }
    if (startedMs - beganMs >= WARM_UP_MS) best = Math.max(best, (runs * 1000) / tookMs);
  }
  return best;
}

export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
