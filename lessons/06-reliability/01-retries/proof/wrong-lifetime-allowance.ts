// scenario: brown-out
// message: long after
import { KitError, Unknown, sleep } from 'faultlab';
import type { Dep } from 'faultlab';
import type { Charge, Order, Receipt } from '../contract';

const ATTEMPTS = 3;
/** Hardly any charge takes longer than 400 ms. */
const TIMEOUT_MS = 500;
/** An attempt with less time than this is not worth sending. */
const WORTH_MS = 100;
const BACKOFF_MS = 200;

/** Retries that this process may make in all its life. */
const MOST = 60;
let budget = MOST;

function worthAnother(error: unknown): error is KitError {
  return error instanceof Unknown || (error instanceof KitError && (error.status === 429 || error.status === 503));
}

/** Pays one order. Ten processes run this module; what stands outside the function is the memory of one of them. */
export async function pay(order: Order, { payments }: { payments: Dep<Charge, Receipt> }): Promise<Receipt> {
  const deadline = performance.now() + order.deadlineMs;
  const charge: Charge = { key: order.id, orderId: order.id, amountCents: order.amountCents };
  /** Once an attempt's outcome is unknown, the order's is, whatever a later attempt is told. */
  let unknown: Unknown | undefined;

  for (let attempt = 1; ; attempt++) {
    const left = deadline - performance.now();
    try {
      // Nothing comes after the last attempt, so it may have all the time there is.
      return await payments.call(charge, { timeoutMs: attempt === ATTEMPTS ? left : Math.min(TIMEOUT_MS, left) });
    } catch (error) {
      if (error instanceof Unknown) unknown ??= error;
      const fail = unknown ?? error;
      if (attempt === ATTEMPTS || !worthAnother(error)) throw fail;

      const atLeast = error.retryAfterMs ?? 0;
      const spare = deadline - performance.now() - atLeast - WORTH_MS;
      if (spare <= 0) throw fail;
      if (budget < 1) throw fail;
      budget -= 1;
      // Full jitter on top of what the server asked for; it may not eat the time of the attempt itself.
      await sleep(atLeast + Math.random() * Math.min(BACKOFF_MS * 2 ** (attempt - 1), spare));
      if (deadline - performance.now() < WORTH_MS / 2) throw fail;
    }
  }
}
