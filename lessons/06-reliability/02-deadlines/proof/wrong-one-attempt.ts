// scenario: no-answer
// message: the one answer of inventory
// message: got lost
import type { Dep } from 'faultlab';
import type { CartOf, Quote, Req, Stock, Visit } from '../contract';

export async function api({ cart, patienceMs }: Visit, { checkout }: { checkout: Dep<CartOf, Quote> }): Promise<Quote> {
  return checkout.call({ cart }, { timeoutMs: patienceMs, headers: { left: String(patienceMs) } });
}

export async function checkout({ cart, headers }: Req, { inventory, pricing }: { inventory: Dep<CartOf, Stock>; pricing: Dep<Stock, Quote> }): Promise<Quote> {
  const signal = AbortSignal.timeout(Number(headers['left']) - 2);
  return pricing.call(await inventory.call({ cart }, { signal }), { signal });
}
