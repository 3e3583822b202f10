import type { Release } from 'faultlab';
import type { Division, Ship } from './contract';

/** Divides the workers of one gateway among the routes that it serves. */
export class Bulkheads implements Division {
  private readonly workers: number;
  private inside = 0;

  constructor({ workers }: Ship) {
    this.workers = workers;
  }

  /** A request for a route has come in: the way to give its place back, or `null` to turn it away. */
  tryEnter(_route: string): Release | null {
    // TODO: whichever dependency slows down takes all workers.
    if (this.inside === this.workers) return null;
    this.inside++;
    return () => {
      this.inside--;
    };
  }
}
