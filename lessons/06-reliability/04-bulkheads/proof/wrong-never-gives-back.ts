// scenario: sale
// message: was turned away
// message: came to nothing
import type { Release } from 'faultlab';
import type { Division, Ship } from '../contract';

/** Takes places and forgets about them. */
export class Bulkheads implements Division {
  private free: number;

  constructor({ workers }: Ship) {
    this.free = workers;
  }

  tryEnter(): Release | null {
    return this.free-- > 0 ? () => {} : null;
  }
}
