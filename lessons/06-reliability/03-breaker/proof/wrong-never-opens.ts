// scenario: hang
// message: Each call that gets no answer holds one of its 16 workers
import type { CircuitBreaker } from '../contract';

export class BreakerOpen extends Error {}

export class Breaker implements CircuitBreaker {
  readonly state = 'closed';

  async call<T>(fn: () => Promise<T>): Promise<T> {
    return fn();
  }
}
