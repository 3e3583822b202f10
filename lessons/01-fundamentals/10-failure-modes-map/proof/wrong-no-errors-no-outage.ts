// scenario: yesterdays-news
// message: s old. Diagnoses since: none

import type { Diagnosis, Evidence } from '../contract';

/** Looks only when somebody complains. */
export function diagnose({ instances, edges }: Evidence): Diagnosis {
  let [all, failed] = [0, 0];
  for (const { attempts, errors } of instances) {
    for (const value of attempts.slice(-10)) all += value ?? 0;
    for (const value of errors.slice(-10)) failed += value ?? 0;
  }
  if (failed < 0.05 * all) return { mode: 'none', where: '', because: [] };
  const newest = (series: readonly (number | null)[]): number => series.filter(value => value !== null).at(-1) ?? 0;
  const [worst] = [...edges].sort((one, other) => newest(other.timeouts) - newest(one.timeouts));
  return { mode: 'retry-storm', where: worst!.id, because: [`timeouts@${worst!.id}`] };
}
