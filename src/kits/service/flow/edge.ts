import { exp } from '../../../sim/maths.ts';
import type { Policy } from './spec.ts';

/** What a caller learns of the one it calls reaches it this late, milliseconds. */
const LEARNS_MS = 1_000;
/** A refusal. */
const REFUSAL_MS = 2;

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
  /** Probability that an attempt fails, as the caller has learned it. */
  failing = 0;
  /** Attempts for each call. */
  attempts = 1;
  /** Calls that succeed in the end. */
  success = 1;
  /** How long an attempt keeps the caller waiting. */
  attemptMs = 0;
  private readonly learns: number;

  constructor({ timeoutMs, retries, budget = Infinity }: Policy, stepMs: number) {
    this.timeoutMs = timeoutMs;
    this.retries = retries;
    this.budget = budget;
    this.learns = 1 - exp(-stepMs / LEARNS_MS);
  }

  /** `accepted`: share of the attempts that are let in. `inner`: share of those let in that the callee could answer if it had the time. */
  learn(accepted: number, inner: number, responseMs: number): void {
    const { timeoutMs, retries, budget } = this;
    const ok = accepted * inner * inTime(responseMs, timeoutMs);
    this.failing += (1 - ok - this.failing) * this.learns;
    const q = this.failing;
    const extra = q >= 1 ? retries : (q * (1 - power(q, retries))) / (1 - q);
    this.attempts = 1 + (extra < budget ? extra : budget);
    this.success = this.attempts * (1 - q);
    this.attemptMs = accepted * (responseMs < timeoutMs ? responseMs : timeoutMs) + (1 - accepted) * REFUSAL_MS;
  }
}

/** A whole power. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let rest = exponent, square = base; rest > 0; rest = Math.floor(rest / 2), square *= square) if (rest % 2 === 1) result *= square;
  return result;
}
