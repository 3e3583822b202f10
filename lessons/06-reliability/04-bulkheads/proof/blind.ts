import type { Release } from 'faultlab';
import type { Division, Ship } from '../contract';

interface Compartment {
  readonly floor: number;
  inside: number;
}

/** Divides the workers of one gateway among the routes that it serves. */
export class Bulkheads implements Division {
  private readonly compartments = new Map<string, Compartment>();
  /** What is left beyond all floors, and how much of it is lent. */
  private readonly shared: number;
  private lent = 0;

  constructor({ workers, routes }: Ship) {
    let floors = 0;
    for (const { name, typicalConcurrency: mean } of routes) {
      const floor = Math.ceil(mean + 3 * Math.sqrt(mean));
      this.compartments.set(name, { floor, inside: 0 });
      floors += floor;
    }
    this.shared = workers - floors;
  }

  /** A request for a route has come in: the way to give its place back, or `null` to turn it away. */
  tryEnter(route: string): Release | null {
    const compartment = this.compartments.get(route);
    if (compartment === undefined) return null;
    if (compartment.inside >= compartment.floor) {
      if (this.lent >= this.shared) return null;
      this.lent++;
    }
    compartment.inside++;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      // Whoever leaves gives back what is lent first: places above the floor are lent, whichever request took them.
      if (compartment.inside > compartment.floor) this.lent--;
      compartment.inside--;
    };
  }
}
