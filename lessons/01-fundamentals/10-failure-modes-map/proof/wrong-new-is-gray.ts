// scenario: black-friday
// message: was drained

import type { Diagnosis, Evidence } from '../contract';

/** Slower than its siblings: drain it. */
export function diagnose({ instances }: Evidence): Diagnosis {
  const typical = (series: readonly (number | null)[]): number => [...series.slice(-6).filter(value => value !== null)].sort((one, other) => one - other).at(-2) ?? 0;
  for (const { id, service, p50Ms } of instances) {
    const others = instances.filter(other => other.service === service && other.id !== id);
    if (typical(p50Ms) > 1.6 * Math.min(...others.map(other => typical(other.p50Ms)))) return { mode: 'gray-node', where: id, because: [`p50Ms@${id}`] };
  }
  return { mode: 'none', where: '', because: [] };
}
