import { EPOCH_MS, US_PER_MS } from './time.ts';

/**
 * A machine's two clocks as functions of true time. Both may run fast or slow (drift, parts per million); only the
 * wall clock is set wrong or jumps. Timers run on the monotonic clock.
 */
export class Clock {
  private wallBaseUs = EPOCH_MS * US_PER_MS;
  private monotonicBaseUs = 0;
  private sinceUs = 0;
  private rate = 1;

  wallUs(nowUs: number): number {
    return Math.floor(this.wallBaseUs + (nowUs - this.sinceUs) * this.rate);
  }

  monotonicUs(nowUs: number): number {
    return Math.floor(this.monotonicBaseUs + (nowUs - this.sinceUs) * this.rate);
  }

  /** Positive: the wall clock is moved ahead. */
  jump(byUs: number): void {
    this.wallBaseUs += byUs;
  }

  /** The monotonic clock counts from the start of the machine, which was so long ago. */
  startedAgo(us: number): void {
    this.monotonicBaseUs += us;
  }

  /** +200: 200 µs too many a second. */
  setDrift(nowUs: number, driftPpm: number): void {
    this.wallBaseUs = this.wallUs(nowUs);
    this.monotonicBaseUs = this.monotonicUs(nowUs);
    this.sinceUs = nowUs;
    this.rate = 1 + driftPpm / 1e6;
  }

  /** True time that passes while this clock counts `localUs`. */
  trueUs(localUs: number): number {
    return Math.max(0, Math.round(localUs / this.rate));
  }
}
