import { KitError, Refused, sleep, type Dep } from 'faultlab';
import type { Charge, Order, Receipt } from '../contract';

/** Longer than all but very few healthy answers, and short enough to leave room for another attempt. */
const ATTEMPT_TIMEOUT_MS = 500;
const FIRST_BACKOFF_MS = 100;
/** Retries that a process may have in hand; it starts with all of them. */
const MOST_TOKENS = 10;
/** What each order adds: a process may retry one request in five for long. */
const TOKENS_PER_ORDER = 0.2;

let tokens = MOST_TOKENS;

export async function pay(order: Order, { payments }: { payments: Dep<Charge, Receipt> }): Promise<Receipt> {
  tokens = Math.min(MOST_TOKENS, tokens + TOKENS_PER_ORDER);
  const deadline = performance.now() + order.deadlineMs;
  const charge: Charge = { key: order.id, orderId: order.id, amountCents: order.amountCents };
  for (let backoffMs = FIRST_BACKOFF_MS; ; backoffMs *= 2) {
    try {
      const leftMs = deadline - performance.now();
      return await payments.call(charge, { timeoutMs: Math.min(ATTEMPT_TIMEOUT_MS, leftMs) });
    } catch (error) {
      if (!isTransient(error)) throw error;
      const waitMs = Math.max(error.retryAfterMs ?? 0, (0.5 + 0.5 * Math.random()) * backoffMs);
      if (tokens < 1 || performance.now() + waitMs >= deadline) throw error;
      tokens -= 1;
      await sleep(waitMs);
    }
  }
}

/** A timeout or a reset says nothing, 429 and 503 say "not now"; any other refusal is the same next time. */
function isTransient(error: unknown): error is KitError {
  if (error instanceof Refused) return error.status === 429 || error.status === 503;
  return error instanceof KitError;
}
