// scenario: ordinary-day
// message: for a warehouse that inventory never named
import type { Dep } from 'faultlab';
import type { CartOf, Quote, Req, Stock, Visit } from '../contract';

export async function api({ cart, patienceMs }: Visit, { checkout }: { checkout: Dep<CartOf, Quote> }): Promise<Quote> {
  return checkout.call({ cart }, { headers: { left: String(patienceMs) } });
}

/** Saves the way to inventory. */
export async function checkout({ cart, headers }: Req, { pricing }: { pricing: Dep<Stock, Quote> }): Promise<Quote> {
  return pricing.call({ cart, warehouse: 'warehouse 1' }, { signal: AbortSignal.timeout(Number(headers['left'])) });
}
