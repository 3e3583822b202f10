// scenario: handlers-throw
// message: there is room for 160
import type { Release } from 'faultlab';
import type { Division, Ship } from '../contract';

/** Counts never fall below zero, however often a place is given back. */
export class Bulkheads implements Division {
  private readonly workers: number;
  private readonly floors = new Map<string, number>();
  private readonly inside = new Map<string, number>();

  constructor({ workers, routes }: Ship) {
    this.workers = workers;
    for (const { name, typicalConcurrency } of routes) this.floors.set(name, Math.ceil(typicalConcurrency + 3 * Math.sqrt(typicalConcurrency)));
  }

  tryEnter(route: string): Release | null {
    const inside = this.inside.get(route) ?? 0;
    const taken = [...this.floors].reduce((sum, [name, floor]) => sum + Math.max(floor, this.inside.get(name) ?? 0), 0);
    if (inside >= this.floors.get(route)! && taken >= this.workers) return null;
    this.inside.set(route, inside + 1);
    return () => {
      this.inside.set(route, Math.max(0, this.inside.get(route)! - 1));
    };
  }
}
