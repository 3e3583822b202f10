// scenario: black-friday
// message: people are turned away who could have been served

import type { Diagnosis, Evidence } from '../contract';

/** The slowest is to blame, whoever it is. */
export function diagnose({ instances }: Evidence): Diagnosis {
  const slow = (series: readonly (number | null)[]): number => Math.max(0, ...series.slice(-30).map(value => value ?? 0));
  const [worst] = [...instances].sort((one, other) => slow(other.p99Ms) - slow(one.p99Ms));
  return { mode: 'gray-node', where: worst!.id, because: [`p99Ms@${worst!.id}`] };
}
