import { exp } from '../../../sim/maths.ts';
import type { Policy } from './spec.ts';

/** What a caller learns of the one it calls reaches it this late, milliseconds. */
const LEARNS_MS = 1_000;
/** A refusal takes so long. */
export const REFUSAL_MS = 2;

/** Share of the answers that come within `timeoutMs`, if they take `responseMs` on average: 1 / (1 + (response / timeout)⁶). */
export function inTime(responseMs: number, timeoutMs: number): number {
  const r = responseMs / timeoutMs;
  const r2 = r * r;
  return 1 / (1 + r2 * r2 * r2);
}

/** One caller's calls to one service. */
export class Edge {
  timeoutMs: number;
  retries: number;
  budget: number;
  /** Probability that an attempt fails and is worth another, as the caller has learned it. */
  failing = 0;
  /** Probability that an attempt is turned away for good. */
  turnedAway = 0;
  /** Attempts for each call. */
  attempts = 1;
  /** Calls that succeed in the end, and in time. */
  success = 1;
  /** How long an attempt keeps the caller waiting. */
  attemptMs = 0;
  private readonly learns: number;
  private readonly awaited: number;

  /** `awaited`: attempts for which the caller's own caller has the time. */
  constructor({ timeoutMs, retries, budget = Infinity }: Policy, stepMs: number, awaited = Infinity) {
    this.timeoutMs = timeoutMs;
    this.retries = retries;
    this.budget = budget;
    this.awaited = awaited;
    this.learns = 1 - exp(-stepMs / LEARNS_MS);
  }

  /** `accepted`: share of the attempts that are let in. `inner`: share of those let in that the callee could answer if it had the time. */
  learn(accepted: number, inner: number, responseMs: number): void {
    const { timeoutMs } = this;
    this.observe(accepted * inner * inTime(responseMs, timeoutMs), accepted * (responseMs < timeoutMs ? responseMs : timeoutMs) + (1 - accepted) * REFUSAL_MS);
  }

  /** `ok`: share of the attempts that are answered in time; `turnedAway`: share that is refused and told not to come again. */
  observe(ok: number, attemptMs: number, turnedAway = 0): void {
    const { retries, budget, awaited, learns } = this;
    this.failing += (1 - ok - turnedAway - this.failing) * learns;
    this.turnedAway += (turnedAway - this.turnedAway) * learns;
    const q = this.failing;
    this.attempts = attemptsOf(q, retries, budget);
    this.success = (awaited > retries ? this.attempts : attemptsOf(q, awaited - 1, budget)) * (1 - q - this.turnedAway);
    this.attemptMs = attemptMs;
  }
}

/** Attempts for each call, if each fails with probability `q` and is then repeated, so often and within this budget. */
function attemptsOf(q: number, retries: number, budget: number): number {
  const extra = q >= 1 ? retries : (q * (1 - power(q, retries))) / (1 - q);
  return 1 + (extra < budget ? extra : budget);
}

/** A whole power. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let rest = exponent, square = base; rest > 0; rest = Math.floor(rest / 2), square *= square) if (rest % 2 === 1) result *= square;
  return result;
}
