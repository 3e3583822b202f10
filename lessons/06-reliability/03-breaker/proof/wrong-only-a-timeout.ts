// scenario: hang
// message: it has no chance to recover
import { sleep } from 'faultlab';
import type { CircuitBreaker } from '../contract';

/** Leaves room for the page's own work. */
const LONGEST_MS = 250;

export class BreakerOpen extends Error {}

/** Waits less, and asks for each page. */
export class Breaker implements CircuitBreaker {
  readonly state = 'closed';

  async call<T>(fn: () => Promise<T>): Promise<T> {
    const late = sleep(LONGEST_MS).then(() => Promise.reject<T>(new BreakerOpen('too slow')));
    const answer = fn();
    answer.catch(() => {});
    return Promise.race([answer, late]);
  }
}
