// scenario: two-fires
// message: login averages 5 and had 0
// message: none was idle
import type { Release } from 'faultlab';
import type { Division, Ship } from '../contract';

/** No route may hold more than five eighths of all. */
export class Bulkheads implements Division {
  private readonly workers: number;
  private readonly inside = new Map<string, number>();
  private total = 0;

  constructor({ workers }: Ship) {
    this.workers = workers;
  }

  tryEnter(route: string): Release | null {
    const inside = this.inside.get(route) ?? 0;
    if (this.total >= this.workers || inside >= (5 / 8) * this.workers) return null;
    this.inside.set(route, inside + 1);
    this.total++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.inside.set(route, this.inside.get(route)! - 1);
      this.total--;
    };
  }
}
