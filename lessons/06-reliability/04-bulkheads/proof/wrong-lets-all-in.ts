// scenario: one-fire
// message: there is room for 160
import type { Release } from 'faultlab';
import type { Division, Ship } from '../contract';

export class Bulkheads implements Division {
  constructor(_ship: Ship) {}

  tryEnter(): Release | null {
    return () => {};
  }
}
