import type { Policy } from '../flow/spec.ts';

export interface FleetCall extends Policy {
  readonly to: string;
  /** Calls for each request served. */
  readonly perRequest: number;
  /** Goes to a leader of the store; absent: to any replica that answers reads, or to any instance. */
  readonly writes?: boolean;
}

export interface FleetService {
  readonly id: string;
  /** Zones of its instances, `<id>-1` first. */
  readonly zones: readonly string[];
  /** Requests a second that an instance can do. */
  readonly perSecond: number;
  /** Own work on a request. */
  readonly workMs: number;
  /** Requests that may wait at each instance; what comes beyond is dropped without a word, as by a full listen queue. */
  readonly queue: number;
  readonly calls?: readonly FleetCall[];
  /** A process that has been at full load for so long ends; drawn for each from this range. Absent: it bears it. */
  readonly bearsMs?: readonly [number, number];
}

/** Services of several instances in two zones, and users who call the first of them. */
export interface FleetSpec {
  readonly zones: readonly [string, string];
  /** Callers before those whom they call. */
  readonly services: readonly FleetService[];
  /** Operations begun a second; nobody tries again. */
  readonly users: { readonly to: string; readonly perSecond: number; readonly timeoutMs: number };
  /** The service whose instances are replicas, and which of them leads at first. */
  readonly store: { readonly service: string; readonly leader: string };
}
