import type { ActionDone } from '../console/api.ts';

/** How a layer calls the next one, as it is declared. */
export interface DeclaredPolicy {
  readonly timeoutMs: number;
  /** Attempts after the first. */
  readonly retries: number;
  /** Retries that it allows itself for each first attempt; absent: no bound but `retries`. */
  readonly budget?: number;
}

/** Services that call one another, and the users who call the first. */
export interface FlowTopology {
  readonly services: readonly {
    readonly id: string;
    readonly instances: number;
    readonly maxInstances: number;
    /** Requests that an instance works on at a time, and how many may wait there. */
    readonly workers: number;
    readonly queue: number;
    readonly calls: readonly (DeclaredPolicy & { readonly to: string })[];
  }[];
  readonly clients: readonly (DeclaredPolicy & { readonly id: string; readonly to: string; /** Operations a second, as a rule. */ readonly usualPerSecond: number })[];
}

/**
 * What can be done to services under load. Each takes its time and then says what was switched, not what came of it.
 * `Refused` for names and numbers that do not exist, at once.
 */
export interface FlowActions {
  /** A layer (a service, or a kind of client) makes at most so many attempts after the first. 15 s. */
  setRetries(layer: string, retries: number): Promise<ActionDone>;
  /**
   * Lets in no more attempts of a kind of client (`all`: of each kind) than this share of what it usually sends; the rest is
   * refused at the edge, which costs nothing. `off` lets everything in again. 5 s.
   */
  throttle(client: string, share: number | 'off'): Promise<ActionDone>;
  /** A service refuses this share of whatever comes, at once; 0 for none. 5 s. */
  shed(service: string, share: number): Promise<ActionDone>;
  /** Back to the version before the last release of a service. 45 s. */
  rollback(service: string): Promise<ActionDone>;
  /** So many instances, up to the maximum. New ones come with empty caches. 90 s. */
  scale(service: string, instances: number): Promise<ActionDone>;
  /** Down for 30 s; what waits there is gone, its cache is empty, and its callers try again. */
  restart(service: string): Promise<ActionDone>;
  /**
   * The standby takes the place of the database, which is down for 40 s. The standby's cache is empty, and it copies
   * asynchronously: what was acknowledged in the last moments is lost if the database was alive.
   */
  failoverDb(): Promise<ActionDone>;
}
