import { type KeyedDraws, normalQuantile } from '../sim/index.ts';
import { exp, log } from '../sim/maths.ts';

/** How far a copy is behind as a rule: log-normal at each instant, and slow to change. */
export interface Lag {
  readonly medianMs: number;
  /** Standard deviation of its logarithm; absent: 0.5. */
  readonly sigma?: number;
  /** After this long a lag has forgotten most of what it was (to 1/e); absent: 2 s. */
  readonly correlationMs?: number;
}

/** A lag over time, in steps: the exponential of an Ornstein–Uhlenbeck process. */
export class LagProcess {
  private readonly draws: KeyedDraws;
  private readonly lag: Lag;
  private readonly keep: number;
  private step = 0;
  private deviation: number;

  constructor(draws: KeyedDraws, lag: Lag, stepMs: number) {
    this.draws = draws;
    this.lag = lag;
    this.keep = exp(-stepMs / (lag.correlationMs ?? 2_000));
    this.deviation = this.draw();
  }

  /** The lag of the next step, milliseconds. */
  next(): number {
    const { lag: { medianMs, sigma = 0.5 }, keep, deviation } = this;
    this.deviation = keep * deviation + Math.sqrt(1 - keep * keep) * this.draw();
    return exp(log(medianMs) + sigma * deviation);
  }

  private draw(): number {
    return normalQuantile(this.draws.at(this.step++));
  }
}
