import type { Fault, When } from '../sim/index.ts';
import type { FaultAuthor } from './faultauthor.ts';

/** A lock service loses the lease of a name before its time. */
export const losesLease = (f: FaultAuthor, service: string, name: string, start: number | When): Fault => f.fault('leaseLoss', start, { service, name });

/** The leader of the etcd cluster crashes, whoever it is then. `lastsMs`: absent for good. */
export const leaderCrashes = (f: FaultAuthor, start: number | When, lasting: { readonly lastsMs?: number } = {}): Fault => f.fault('leaderCrash', start, lasting);

/** etcd forgets its history but for the last `keep` revisions. */
export const compacts = (f: FaultAuthor, keep: number, start: number | When): Fault => f.fault('compact', start, { keep });

/** The leases that etcd's keys with this prefix hang on end at once. */
export const leasesEnd = (f: FaultAuthor, prefix: string, start: number | When): Fault => f.fault('leaseEnd', start, { prefix });
