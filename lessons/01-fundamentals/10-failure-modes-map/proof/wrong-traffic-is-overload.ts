// scenario: afterglow
// message: were repetitions

import type { Diagnosis, Evidence } from '../contract';

/** Full queues are overload, and overload is shed. */
export function diagnose({ instances }: Evidence): Diagnosis {
  const busy = instances.filter(({ cpu, queue }) => (cpu.at(-3) ?? 0) > 95 && (queue.at(-3) ?? 0) > 20);
  if (busy.length < 2) return { mode: 'none', where: '', because: [] };
  const [first] = busy.sort((one, other) => (other.queue.at(-3) ?? 0) - (one.queue.at(-3) ?? 0));
  return { mode: 'overload-cascade', where: first!.service, because: [`cpu@${first!.id}`, `queue@${first!.id}`] };
}
