import type { RedeliveryFault } from '../kits/broker/queue/world.ts';
import type { Fault, When } from '../sim/index.ts';
import type { FaultAuthor } from './faultauthor.ts';

/** A share of a queue's messages comes back once after they were acknowledged. */
export const redelivers = (f: FaultAuthor, queue: string, { rate, afterMs }: Pick<RedeliveryFault, 'rate' | 'afterMs'>, start: number | When = 0, { lastsMs }: { readonly lastsMs?: number } = {}): Fault =>
  f.fault('redelivery', start, { queue, rate, afterMs, ...(lastsMs === undefined ? {} : { lastsMs }) });

/** The positions of a group go back to the beginning; its members are out, and may join again. */
export const rewinds = (f: FaultAuthor, group: string, start: number | When): Fault => f.fault('rewind', start, { group });

/** A group goes through a round, for no reason of its own. */
export const rebalances = (f: FaultAuthor, group: string, start: number | When): Fault => f.fault('rebalance', start, { group });

/** A partition has no leader for `lastsMs`; what only the old one had is gone. */
export const losesLeader = (f: FaultAuthor, topic: string, partition: number, start: number | When, lastsMs: number): Fault => f.fault('leader', start, { topic, partition, lastsMs });

/** A topic has `to` partitions from now on. */
export const growsTopic = (f: FaultAuthor, topic: string, to: number, start: number | When): Fault => f.fault('grow', start, { topic, to });

/** What was appended within the last `sinceMs` is appended once more. */
export const publishesAgain = (f: FaultAuthor, topic: string, sinceMs: number, start: number | When): Fault => f.fault('republish', start, { topic, sinceMs });

/** What is older than `keepMs` is deleted. */
export const retains = (f: FaultAuthor, topic: string, keepMs: number, start: number | When): Fault => f.fault('retention', start, { topic, keepMs });

/** A transaction is open in a partition for `lastsMs`, and nobody can end it. */
export const hangsTransaction = (f: FaultAuthor, topic: string, partition: number, start: number | When, lastsMs: number): Fault => f.fault('hanging', start, { topic, partition, lastsMs });
