import type { Fault, When } from '../sim/index.ts';
import type { FaultAuthor } from './faultauthor.ts';

interface Lasting {
  /** Absent: until the end of the run. */
  readonly lastsMs?: number;
}

/** A service of a flow is left without a share of its instances. */
export const losesInstances = (f: FaultAuthor, service: string, share: number, start: number | When, lasting: Lasting = {}): Fault => f.fault('flow-lost', start, { service, share, ...lasting });

/** A service needs `factor` times as long for its own work. */
export const worksSlower = (f: FaultAuthor, service: string, factor: number, start: number | When, lasting: Lasting = {}): Fault => f.fault('flow-slower', start, { service, factor, ...lasting });

/** What waits at a service is gone, and its cache is empty. */
export const losesCache = (f: FaultAuthor, service: string, start: number | When): Fault => f.fault('flow-cold', start, { service });

/** Users (absent: all) come `factor` times as often. */
export const moreDemand = (f: FaultAuthor, factor: number, start: number | When, { clients, ...lasting }: Lasting & { readonly clients?: readonly string[] } = {}): Fault =>
  f.fault('flow-demand', start, { factor, ...(clients ? { clients } : {}), ...lasting });

/** A release of `service` makes `slows` work `factor` times as long, until it is rolled back; 1: an innocent release. */
export const releases = (f: FaultAuthor, service: string, slows: string, factor: number, start: number | When): Fault => f.fault('flow-release', start, { service, slows, factor });

/** A layer tries up to so many times again, whatever it is said to do. */
export const triesAgain = (f: FaultAuthor, layer: string, retries: number, start: number | When = 0): Fault => f.fault('flow-retries', start, { layer, retries });
