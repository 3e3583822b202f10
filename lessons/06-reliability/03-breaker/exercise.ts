import type { CircuitBreaker } from './contract';

const MOST_FAILURES = 3;
const OPEN_MS = 30_000;

export class BreakerOpen extends Error {}

/** One shop has one of these, for all its calls of reviews. */
export class Breaker implements CircuitBreaker {
  private failures = 0;
  private openUntil = 0;

  // TODO: decide what counts as a failure, how much evidence opens the breaker, and how it finds out that reviews is back.

  get state(): 'closed' | 'open' | 'half-open' {
    if (this.failures < MOST_FAILURES) return 'closed';
    return performance.now() < this.openUntil ? 'open' : 'half-open';
  }

  async call<T>(fn: () => Promise<T>): Promise<T> {
    if (this.state === 'open') throw new BreakerOpen('reviews is not asked at present');
    try {
      const answer = await fn();
      this.failures = 0;
      return answer;
    } catch (error) {
      this.failures++;
      this.openUntil = performance.now() + OPEN_MS;
      throw error;
    }
  }
}
