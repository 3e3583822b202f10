// scenario: torn-map
// message: % of the operations were answered

import type { Diagnosis, Evidence } from '../contract';

/** The cut is real; any side will do. */
export function diagnose({ probes }: Evidence): Diagnosis {
  const [probe] = probes.filter(({ lossPercent }) => lossPercent.slice(-6).filter(loss => loss === 100).length > 3);
  return probe ? { mode: 'partition', where: probe.from, because: [`lossPercent@${probe.id}`] } : { mode: 'none', where: '', because: [] };
}
