import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import { KitError } from 'faultlab';

const passes = error => error instanceof KitError && (error.status === undefined || error.status === 429 || error.status === 503);
const policy = retry(handleWhen(passes), { maxAttempts: 3, backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: 1_000 }) });

export function pay({ id, amountCents }, { payments }) {
  const charge = { key: id, orderId: id, amountCents };
  return policy.execute(() => payments.call(charge, { timeoutMs: 500 }));
}
