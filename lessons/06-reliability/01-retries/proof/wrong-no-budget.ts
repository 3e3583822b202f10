// scenario: brown-out
// message: The fault ended at
// message: attempts per new order
import { KitError, Refused, sleep, type Dep } from 'faultlab';
import type { Charge, Order, Receipt } from '../contract';

const ATTEMPTS = 3;

/** Backoff, full jitter, one key, a cap on attempts: everything but a budget. */
export async function pay(order: Order, { payments }: { payments: Dep<Charge, Receipt> }): Promise<Receipt> {
  const deadline = performance.now() + order.deadlineMs;
  for (let attempt = 1, backoffMs = 100; ; attempt++, backoffMs *= 2) {
    try {
      return await payments.call({ key: order.id, orderId: order.id, amountCents: order.amountCents }, { timeoutMs: Math.min(500, deadline - performance.now()) });
    } catch (error) {
      if (!(error instanceof KitError)) throw error;
      if (error instanceof Refused && error.status !== 429 && error.status !== 503) throw error;
      const waitMs = Math.max(error.retryAfterMs ?? 0, Math.random() * backoffMs);
      if (attempt === ATTEMPTS || performance.now() + waitMs >= deadline) throw error;
      await sleep(waitMs);
    }
  }
}
