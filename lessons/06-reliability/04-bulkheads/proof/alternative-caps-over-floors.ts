import type { Release } from 'faultlab';
import type { Division, Ship } from '../contract';

/** Each route has a cap; below it a request is let in as long as what the others lack to their floors stays free. */
export class Bulkheads implements Division {
  private readonly workers: number;
  private readonly floors = new Map<string, number>();
  private readonly caps = new Map<string, number>();
  private readonly held = new Map<string, Set<symbol>>();

  constructor({ workers, routes }: Ship) {
    this.workers = workers;
    for (const { name, typicalConcurrency } of routes) {
      this.floors.set(name, Math.ceil(typicalConcurrency + 3 * Math.sqrt(typicalConcurrency)));
      this.caps.set(name, Math.max(0.7 * workers, this.floors.get(name)!));
      this.held.set(name, new Set());
    }
  }

  tryEnter(route: string): Release | null {
    const mine = this.held.get(route)!;
    if (mine.size >= this.caps.get(route)!) return null;
    let free = this.workers;
    for (const [name, { size }] of this.held) free -= name === route ? size : Math.max(size, this.floors.get(name)!);
    if (free <= 0) return null;
    const ticket = Symbol();
    mine.add(ticket);
    return () => {
      mine.delete(ticket);
    };
  }
}
