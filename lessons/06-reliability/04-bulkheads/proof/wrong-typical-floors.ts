// scenario: one-fire
// message: averages
// message: it has nothing to do with that
// message: came to nothing
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
      const floor = Math.ceil(typicalConcurrency);
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
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      if (compartment.inside > compartment.floor) this.common++;
      compartment.inside--;
    };
  }
}
