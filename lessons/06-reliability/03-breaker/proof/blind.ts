import { Refused } from 'faultlab';
import type { CircuitBreaker } from '../contract';

/** A page has to be there within this time: a call that takes longer is of no use to it. */
const LATE_MS = 300;
/** The verdict is on the last so many calls ... */
const WINDOW = 40;
/** ... on no fewer than these ... */
const MIN_CALLS = 20;
/** ... and this share of them has to have failed. */
const FAILED_SHARE = 0.6;
/** Between a failed probe and the next: one late page of about 46. */
const OPEN_MS = 2_000;
/** So many probes in a row have to be well. */
const GOOD_PROBES = 2;

export class BreakerOpen extends Error {
  override name = 'BreakerOpen';
}

/** One shop has one of these, for all its calls of reviews. */
export class Breaker implements CircuitBreaker {
  private mode: 'closed' | 'open' | 'half-open' = 'closed';
  /** Calls begun in another term are not evidence in this one. */
  private term = 0;
  private recent: boolean[] = [];
  private openUntil = 0;
  private probing = false;
  private goodProbes = 0;

  get state(): 'closed' | 'open' | 'half-open' {
    if (this.mode === 'open' && performance.now() >= this.openUntil) return 'half-open';
    return this.mode;
  }

  async call<T>(fn: () => Promise<T>): Promise<T> {
    if (this.mode === 'open' && performance.now() >= this.openUntil) this.enter('half-open');
    if (this.mode === 'open' || (this.mode === 'half-open' && this.probing)) {
      throw new BreakerOpen('reviews is not asked at present');
    }
    if (this.mode === 'half-open') this.probing = true;

    const term = this.term;
    const began = performance.now();
    let judged = false;
    const judge = (ok: boolean): void => {
      if (judged) return;
      judged = true;
      clearTimeout(timer);
      if (term === this.term) this.ended(ok);
    };
    const inTime = (): boolean => performance.now() - began <= LATE_MS;
    // No need to wait for the end of a call that is too late already.
    const timer = setTimeout(() => judge(false), LATE_MS + 1);
    try {
      const answer = await fn();
      judge(inTime());
      return answer;
    } catch (error) {
      // "There is no such thing" is an answer.
      judge(error instanceof Refused && error.status === 404 && inTime());
      throw error;
    }
  }

  private ended(ok: boolean): void {
    if (this.mode === 'half-open') {
      this.probing = false;
      if (!ok) this.enter('open');
      else if (++this.goodProbes >= GOOD_PROBES) this.enter('closed');
      return;
    }
    this.recent.push(ok);
    if (this.recent.length > WINDOW) this.recent.shift();
    if (this.recent.length < MIN_CALLS) return;
    const failed = this.recent.filter((well) => !well).length;
    if (failed >= this.recent.length * FAILED_SHARE) this.enter('open');
  }

  private enter(mode: 'closed' | 'open' | 'half-open'): void {
    this.mode = mode;
    this.term++;
    this.recent = [];
    this.probing = false;
    this.goodProbes = 0;
    if (mode === 'open') this.openUntil = performance.now() + OPEN_MS;
  }
}
