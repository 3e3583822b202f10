// scenario: other-ship
// message: of 64 workers
import type { Release } from 'faultlab';
import type { Division, Ship } from '../contract';

const FLOORS: Readonly<Record<string, number>> = { login: 12, search: 34, reports: 12, images: 27 };
const COMMON = 75;

/** Floors for the routes of this shop, as they were measured. */
export class Bulkheads implements Division {
  private readonly inside = new Map<string, number>();
  private common: number;

  constructor({ workers }: Ship) {
    this.common = Math.min(COMMON, workers);
  }

  tryEnter(route: string): Release | null {
    const floor = FLOORS[route] ?? 0;
    const inside = this.inside.get(route) ?? 0;
    if (inside >= floor && this.common === 0) return null;
    if (inside >= floor) this.common--;
    this.inside.set(route, inside + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const before = this.inside.get(route)!;
      if (before > floor) this.common++;
      this.inside.set(route, before - 1);
    };
  }
}
