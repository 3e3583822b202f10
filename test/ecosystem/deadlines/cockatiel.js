import { ConstantBackoff, handleType, retry, timeout, TimeoutStrategy, wrap } from 'cockatiel';
import { Unknown } from 'faultlab';

const deadline = ms => timeout(ms, TimeoutStrategy.Aggressive);
const again = wrap(retry(handleType(Unknown), { maxAttempts: 2, backoff: new ConstantBackoff(0) }));

export function api({ cart, patienceMs }, { checkout }) {
  return deadline(patienceMs).execute(({ signal }) => checkout.call({ cart }, { signal, headers: { leftMs: String(patienceMs - 2) } }));
}

export function checkout({ cart, headers }, { inventory, pricing }) {
  return deadline(Number(headers.leftMs)).execute(async ({ signal }) =>
    pricing.call(await again.execute(() => inventory.call({ cart }, { signal, timeoutMs: 250 }), signal), { signal }));
}
