// scenario: sale
// message: all 160 workers stood idle
import type { Release } from 'faultlab';
import type { Division, Ship } from '../contract';

export class Bulkheads implements Division {
  constructor(_ship: Ship) {}

  tryEnter(): Release | null {
    return null;
  }
}
