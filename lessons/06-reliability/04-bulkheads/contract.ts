import type { Bulkheads } from 'faultlab';

/** What your class is made with. */
export interface Ship {
  /** Requests that the gateway can work on at a time, over all routes. */
  readonly workers: number;
  readonly routes: readonly Route[];
}

export interface Route {
  readonly name: string;
  /** Of this route, so many requests are inside at a time on an ordinary day, on average: arrivals a second × seconds that each takes. */
  readonly typicalConcurrency: number;
}

/** What your class has to do; the kit's description of `tryEnter` tells when it is called. */
export type Division = Bulkheads;
