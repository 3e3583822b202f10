// scenario: pricing-crawls
// message: spent
// message: users who had left
import type { Dep } from 'faultlab';
import type { CartOf, Quote, Req, Stock, Visit } from '../contract';

/** Each well within the patience of a web user. */
const INVENTORY_MS = 500;
const PRICING_MS = 900;

export async function api({ cart }: Visit, { checkout }: { checkout: Dep<CartOf, Quote> }): Promise<Quote> {
  return checkout.call({ cart }, { timeoutMs: 1_500 });
}

export async function checkout({ cart }: Req, { inventory, pricing }: { inventory: Dep<CartOf, Stock>; pricing: Dep<Stock, Quote> }): Promise<Quote> {
  const stock = await inventory.call({ cart }, { signal: AbortSignal.timeout(INVENTORY_MS) });
  return pricing.call(stock, { signal: AbortSignal.timeout(PRICING_MS) });
}
