import type { Fault } from '../sim/index.ts';
import type { FaultAuthor } from './faultauthor.ts';

interface Lasting {
  /** Absent: until the end of the run. */
  readonly lastsMs?: number;
}

/** An instance of a fleet, or each of a service, needs `factor` times as long for its own work. */
export const instanceSlower = (f: FaultAuthor, where: string, factor: number, startMs: number, lasting: Lasting = {}): Fault => f.fault('fleet-slow', startMs, { where, factor, ...lasting });

/** An instance crashes; it is started again after a minute. */
export const instanceCrashes = (f: FaultAuthor, where: string, startMs: number): Fault => f.fault('fleet-crash', startMs, { where });

/** Nothing passes between the zones of a fleet. */
export const zonesCut = (f: FaultAuthor, startMs: number, lasting: Lasting = {}): Fault => f.fault('fleet-cut', startMs, { ...lasting });

/** Users of a fleet come `factor` times as often. */
export const moreUsers = (f: FaultAuthor, factor: number, startMs: number, lasting: Lasting = {}): Fault => f.fault('fleet-demand', startMs, { factor, ...lasting });

/** A replica of a fleet's store applies this share of what it could. */
export const replicaApplies = (f: FaultAuthor, where: string, share: number, startMs: number, lasting: Lasting = {}): Fault => f.fault('fleet-lag', startMs, { where, share, ...lasting });

/** A new version of a service goes out, one instance after the other. */
export const newVersion = (f: FaultAuthor, service: string, startMs: number): Fault => f.fault('fleet-deploy', startMs, { where: service });
