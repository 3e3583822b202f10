import retry from 'async-retry';
import { KitError } from 'faultlab';

const passes = error => error instanceof KitError && (error.status === undefined || error.status === 429 || error.status === 503);

export function pay({ id, amountCents, deadlineMs }, { payments }) {
  const charge = { key: id, orderId: id, amountCents };
  const attempt = bail => payments.call(charge, { timeoutMs: 500 }).catch(error => {
    if (passes(error)) throw error;
    bail(error);
  });
  return retry(attempt, { retries: 3, minTimeout: 100, randomize: true, maxRetryTime: deadlineMs });
}
