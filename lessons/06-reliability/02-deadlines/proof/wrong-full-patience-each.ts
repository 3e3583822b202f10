// scenario: pricing-crawls
// message: spent
// message: users who had left
import { Refused, type Dep } from 'faultlab';
import type { CartOf, Quote, Req, Stock, Visit } from '../contract';

/** Tells checkout how patient the user is; it starts the clock anew for pricing. */
export async function api({ cart, patienceMs }: Visit, { checkout }: { checkout: Dep<CartOf, Quote> }): Promise<Quote> {
  return checkout.call({ cart }, { timeoutMs: patienceMs, headers: { patience: String(patienceMs) } });
}

export async function checkout({ cart, headers }: Req, { inventory, pricing }: { inventory: Dep<CartOf, Stock>; pricing: Dep<Stock, Quote> }): Promise<Quote> {
  const patienceMs = Number(headers['patience']);
  for (let attempt = 0; attempt < 3; attempt++) {
    const stock = await inventory.call({ cart }, { signal: AbortSignal.timeout(Math.min(200, patienceMs)) }).catch(() => undefined);
    if (stock) return pricing.call(stock, { signal: AbortSignal.timeout(patienceMs) });
  }
  throw new Refused('NoStock', 'inventory does not answer');
}
