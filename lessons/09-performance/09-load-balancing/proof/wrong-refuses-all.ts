// scenario: old-machines
// message: reached no backend
// message: its user got no page
import { Refused } from 'faultlab';
import type { LoadBalancer } from '../contract';

/** No backend is good enough. */
export class Balancer implements LoadBalancer {
  members(): void {}

  pick(): string {
    throw new Refused('Unavailable', 'no backend is good enough');
  }

  started(): void {}

  finished(): void {}
}
