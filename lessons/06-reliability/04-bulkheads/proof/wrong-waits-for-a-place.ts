// scenario: one-fire
// message: there is room for 160
// message: wait inside the gateway for a worker
import type { Release } from 'faultlab';
import type { Division, Ship } from '../contract';

const QUEUE = 400;

/** As many as there are workers, and a queue for those who come when all are busy. */
export class Bulkheads implements Division {
  private readonly workers: number;
  private inside = 0;

  constructor({ workers }: Ship) {
    this.workers = workers;
  }

  tryEnter(): Release | null {
    if (this.inside >= this.workers + QUEUE) return null;
    this.inside++;
    let held = true;
    return () => {
      if (held) this.inside--;
      held = false;
    };
  }
}
