import type { RedeliveryFault } from '../kits/broker/queue/world.ts';
import type { Fault, When } from '../sim/index.ts';
import type { FaultAuthor } from './faultauthor.ts';

/** A share of a queue's messages comes back once after they were acknowledged. */
export const redelivers = (f: FaultAuthor, queue: string, { rate, afterMs }: Pick<RedeliveryFault, 'rate' | 'afterMs'>, start: number | When = 0, { lastsMs }: { readonly lastsMs?: number } = {}): Fault =>
  f.fault('redelivery', start, { queue, rate, afterMs, ...(lastsMs === undefined ? {} : { lastsMs }) });
