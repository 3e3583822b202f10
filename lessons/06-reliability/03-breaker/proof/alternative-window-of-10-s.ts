import { Refused } from 'faultlab';
import type { CircuitBreaker } from '../contract';

/** Longer than a page may take altogether. */
const SLOW_MS = 300;
/** It looks back on so much time, and says nothing on fewer calls. */
const WINDOW_MS = 10_000;
const FEWEST = 20;
/** Share of them that have to fail. */
const MOST_FAILURES = 0.5;
const OPEN_MS = 3_000;

export class BreakerOpen extends Error {}

/** One shop has one of these, for all its calls of reviews. */
export class Breaker implements CircuitBreaker {
  private ended: { readonly at: number; readonly failed: boolean }[] = [];
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

  /** Runs a call and tells whether it failed, as a page sees it. */
  private async watched<T>(fn: () => Promise<T>, tell: (failed: boolean) => void): Promise<T> {
    const begun = performance.now();
    const isSlow = (): boolean => performance.now() - begun > SLOW_MS;
    try {
      const answer = await fn();
      tell(isSlow());
      return answer;
    } catch (error) {
      tell(isSlow() || !isAnswer(error));
      throw error;
    }
  }

  /** Calls that were under way when it opened tell nothing new. */
  private count(failed: boolean): void {
    if (this.openedAt !== undefined) return;
    const now = performance.now();
    this.ended = [...this.ended.filter(({ at }) => at > now - WINDOW_MS), { at: now, failed }];
    const failures = this.ended.filter(each => each.failed).length;
    if (this.ended.length >= FEWEST && failures >= MOST_FAILURES * this.ended.length) this.openedAt = now;
  }

  private probed(failed: boolean): void {
    this.probing = false;
    this.openedAt = failed ? performance.now() : undefined;
    this.ended = [];
  }
}

/** The service works, and says that the request is wrong. */
function isAnswer(error: unknown): boolean {
  return error instanceof Refused && error.status !== undefined && error.status >= 400 && error.status < 500 && error.status !== 429;
}
