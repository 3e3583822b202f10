// scenario: handlers-throw
// message: there is room for 160
// message: hold their connections
import type { Release } from 'faultlab';
import type { Division, Ship } from '../contract';

interface Compartment {
  /** Places that nobody else gets. */
  readonly floor: number;
  inside: number;
}

export class Bulkheads implements Division {
  private readonly compartments = new Map<string, Compartment>();
  /** Places beyond all floors that nobody has borrowed. */
  private common: number;

  constructor({ workers, routes }: Ship) {
    this.common = workers;
    for (const { name, typicalConcurrency } of routes) {
      const floor = peakOf(typicalConcurrency);
      this.compartments.set(name, { floor, inside: 0 });
      this.common -= floor;
    }
  }

  tryEnter(route: string): Release | null {
    const compartment = this.compartments.get(route)!;
    if (compartment.inside >= compartment.floor) {
      if (this.common <= 0) return null;
      this.common--;
    }
    compartment.inside++;
    return () => {
      if (compartment.inside > compartment.floor) this.common++;
      compartment.inside--;
    };
  }
}

/** Arrivals at random: the number inside varies about its mean by its square root, and three of those are hardly ever exceeded. */
function peakOf(mean: number): number {
  return Math.ceil(mean + 3 * Math.sqrt(mean));
}
