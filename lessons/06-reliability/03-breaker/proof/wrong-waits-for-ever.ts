// scenario: hang
// message: of the pages of
import type { CircuitBreaker } from '../contract';

export class BreakerOpen extends Error {}

export class Breaker implements CircuitBreaker {
  readonly state = 'closed';

  call<T>(): Promise<T> {
    return new Promise(() => {});
  }
}
