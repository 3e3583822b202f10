// scenario: three-clocks
// message: and asked nobody. Its wall clock is
// message: ahead of that of api
import { Refused, type Dep } from 'faultlab';
import type { CartOf, Quote, Req, Stock, Visit } from '../contract';

const INVENTORY_ATTEMPT_MS = 200;

export async function api({ cart, patienceMs }: Visit, { checkout }: { checkout: Dep<CartOf, Quote> }): Promise<Quote> {
  return checkout.call({ cart }, { timeoutMs: patienceMs, headers: { deadline: String(Date.now() + patienceMs) } });
}

export async function checkout({ cart, headers }: Req, { inventory, pricing }: { inventory: Dep<CartOf, Stock>; pricing: Dep<Stock, Quote> }): Promise<Quote> {
  const leftMs = (): number => {
    const ms = Number(headers['deadline']) - Date.now() - 2;
    if (ms <= 0) throw new Refused('TooLate', 'the deadline is over');
    return ms;
  };
  for (;;) {
    const stock = await inventory.call({ cart }, { signal: AbortSignal.timeout(Math.min(INVENTORY_ATTEMPT_MS, leftMs())) }).catch(() => undefined);
    if (stock) return pricing.call(stock, { signal: AbortSignal.timeout(leftMs()) });
  }
}
