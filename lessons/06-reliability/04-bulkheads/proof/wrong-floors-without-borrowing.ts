// scenario: sale
// message: search
// message: stood idle
import type { Release } from 'faultlab';
import type { Division, Ship } from '../contract';

/** Each route has its peak, and nothing more. */
export class Bulkheads implements Division {
  private readonly room = new Map<string, number>();
  private readonly inside = new Map<string, number>();

  constructor({ workers, routes }: Ship) {
    for (const { name, typicalConcurrency } of routes) this.room.set(name, Math.min(workers, Math.ceil(typicalConcurrency + 3 * Math.sqrt(typicalConcurrency))));
  }

  tryEnter(route: string): Release | null {
    const inside = this.inside.get(route) ?? 0;
    if (inside >= this.room.get(route)!) return null;
    this.inside.set(route, inside + 1);
    let held = true;
    return () => {
      if (held) this.inside.set(route, this.inside.get(route)! - 1);
      held = false;
    };
  }
}
