import { p99 } from 'faultlab/author';

export interface BatchTimes {
  readonly fixedMs: number;
  readonly perRowMs: number;
  readonly mostRows: number;
}

const ROWS = 2_000;
const RATES = [20, 50, 100, 200, 500, 1_000, 2_000, 4_000, 8_000, 12_000];

/** For each rate of rows that come evenly: what a batcher delivers and its p99, if it waits `lingerMs` for company and then writes all that there is. */
export const lingerCurve = (lingerMs: number, times: BatchTimes): [perSecond: number, ms: number][] =>
  RATES.map(perSecond => [perSecond, p99(waits(Array.from({ length: ROWS }, (_, index) => (index * 1_000) / perSecond), lingerMs, times))]);

function waits(cameMs: readonly number[], lingerMs: number, { fixedMs, perRowMs, mostRows }: BatchTimes): number[] {
  const waitedMs: number[] = [];
  for (let first = 0, freeMs = 0; first < cameMs.length;) {
    const startMs = Math.max(freeMs, cameMs[first]! + lingerMs);
    let next = first + 1;
    while (next < cameMs.length && next - first < mostRows && cameMs[next]! <= startMs) next++;
    freeMs = startMs + fixedMs + perRowMs * (next - first);
    for (; first < next; first++) waitedMs.push(freeMs - cameMs[first]!);
  }
  return waitedMs;
}
