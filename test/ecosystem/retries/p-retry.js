import { KitError } from 'faultlab';
import pRetry from 'p-retry';

const passes = ({ error }) => error instanceof KitError && (error.status === undefined || error.status === 429 || error.status === 503);

export function pay({ id, amountCents, deadlineMs }, { payments }) {
  const charge = { key: id, orderId: id, amountCents };
  return pRetry(() => payments.call(charge, { timeoutMs: 500 }), { retries: 3, minTimeout: 100, randomize: true, maxRetryTime: deadlineMs, shouldRetry: passes });
}
