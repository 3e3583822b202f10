// scenario: sale
// message: search
// message: stood idle
// message: nothing is broken or slow
import type { Release } from 'faultlab';
import type { Division, Ship } from '../contract';

/** The workers are dealt out in proportion, and stay where they are. */
export class Bulkheads implements Division {
  private readonly room = new Map<string, number>();
  private readonly inside = new Map<string, number>();

  constructor({ workers, routes }: Ship) {
    const total = routes.reduce((sum, { typicalConcurrency }) => sum + typicalConcurrency, 0);
    for (const { name, typicalConcurrency } of routes) this.room.set(name, Math.floor((workers * typicalConcurrency) / total));
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
