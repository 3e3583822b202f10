import type { FleetEvidence } from 'faultlab';

/**
 * `retry-storm`: what started it is over, and repeated calls keep it going. `where`: the edge on which they are made, `api>cart`.
 * `overload-cascade`: an instance died, and what it did falls upon the others, which die of it. `where`: the service, `search`.
 * `split-brain`: two replicas lead, in different terms. `where`: the one that must not, `store-1`.
 * `replication-lag`: a replica that answers reads falls behind. `where`: that replica.
 * `gray-node`: an instance is slow, and its health check finds nothing. `where`: that instance, `web-3`.
 * `partition`: the zones cannot reach each other. `where`: the zone in which two of the three replicas are.
 * `none`: nobody has to do anything. `where`: ''.
 */
export type Mode = 'none' | 'retry-storm' | 'overload-cascade' | 'split-brain' | 'replication-lag' | 'gray-node' | 'partition';

export interface Diagnosis {
  readonly mode: Mode;
  readonly where: string;
  /** The series that show it, each as `field@id`: `attempts@api>cart`, `up@search-3`, `term@store-1`, `ageMs@canary`. */
  readonly because: readonly string[];
}

/** The last 120 seconds. */
export type Evidence = FleetEvidence;
