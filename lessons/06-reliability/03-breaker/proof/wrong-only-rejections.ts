// scenario: slow-not-dead
// message: None of those around it failed
// message: that is work for
import { Refused } from 'faultlab';
import type { CircuitBreaker } from '../contract';

/** Calls that it looks back on; with fewer it says nothing. */
const WINDOW = 50;
/** Share of them that have to fail. */
const MOST_FAILURES = 0.5;
const OPEN_MS = 3_000;

export class BreakerOpen extends Error {}

/** One shop has one of these, for all its calls of reviews. */
export class Breaker implements CircuitBreaker {
  private failed: boolean[] = [];
  private openedAt: number | undefined;
  private probing = false;

  get state(): 'closed' | 'open' | 'half-open' {
    if (this.openedAt === undefined) return 'closed';
    return performance.now() < this.openedAt + OPEN_MS ? 'open' : 'half-open';
  }

  async call<T>(fn: () => Promise<T>): Promise<T> {
    if (this.state === 'closed') return this.watched(fn, failed => this.count(failed));
    if (this.state === 'open' || this.probing) throw new BreakerOpen('reviews is not asked at present');
    this.probing = true;
    return this.watched(fn, failed => this.probed(failed));
  }

  /** Runs a call and tells whether it failed, as the caller hears it. */
  private async watched<T>(fn: () => Promise<T>, tell: (failed: boolean) => void): Promise<T> {
    try {
      const answer = await fn();
      tell(false);
      return answer;
    } catch (error) {
      tell(!isAnswer(error));
      throw error;
    }
  }

  /** Calls that were under way when it opened tell nothing new. */
  private count(failed: boolean): void {
    if (this.openedAt !== undefined) return;
    this.failed.push(failed);
    if (this.failed.length > WINDOW) this.failed.shift();
    const failures = this.failed.filter(Boolean).length;
    if (this.failed.length === WINDOW && failures >= MOST_FAILURES * WINDOW) this.openedAt = performance.now();
  }

  private probed(failed: boolean): void {
    this.probing = false;
    this.openedAt = failed ? performance.now() : undefined;
    this.failed = [];
  }
}

/** The service works, and says that the request is wrong. */
function isAnswer(error: unknown): boolean {
  return error instanceof Refused && error.status !== undefined && error.status >= 400 && error.status < 500 && error.status !== 429;
}
