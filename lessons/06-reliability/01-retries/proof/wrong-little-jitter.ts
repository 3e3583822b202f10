// scenario: reconnect
// message: of 300 processes came back within 20 ms
import { KitError, Refused, sleep, type Dep } from 'faultlab';
import type { Charge, Order, Receipt } from '../contract';

/** Longer than all but very few healthy answers, and short enough to leave room for another attempt. */
const ATTEMPT_TIMEOUT_MS = 500;
const FIRST_BACKOFF_MS = 100;
/** Retries that a process may have in hand; it starts with all of them. */
const MOST_TOKENS = 10;
/** What a success adds: a process may retry one request in ten for long. */
const TOKENS_PER_SUCCESS = 0.1;

let tokens = MOST_TOKENS;

export async function pay(order: Order, { payments }: { payments: Dep<Charge, Receipt> }): Promise<Receipt> {
  const deadline = performance.now() + order.deadlineMs;
  const charge: Charge = { key: order.id, orderId: order.id, amountCents: order.amountCents };
  for (let backoffMs = FIRST_BACKOFF_MS; ; backoffMs *= 2) {
    try {
      const leftMs = deadline - performance.now();
      const receipt = await payments.call(charge, { timeoutMs: Math.min(ATTEMPT_TIMEOUT_MS, leftMs) });
      tokens = Math.min(MOST_TOKENS, tokens + TOKENS_PER_SUCCESS);
      return receipt;
    } catch (error) {
      if (!isTransient(error)) throw error;
      const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs * (0.9 + 0.2 * Math.random()));
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
