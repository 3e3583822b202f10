import type { Gate } from 'faultlab';

/** What your class has to do; the kit's description of each method tells when it is called. */
export type Doorkeeper = Gate;

/** 0: critical, 1: normal, 2: batch. */
export type Priority = 0 | 1 | 2;

/** A request that comes in. */
export interface Arrival {
  readonly id: string;
  readonly priority: Priority;
  /** How long ago its user sent it. The user leaves when it is 1,000 ms old. */
  readonly ageMs: number;
}
