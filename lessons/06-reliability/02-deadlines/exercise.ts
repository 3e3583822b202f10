import type { Dep } from 'faultlab';
import type { CartOf, Quote, Req, Stock, Visit } from './contract';

const TIMEOUT_MS = 5_000;

// TODO: decide what api tells checkout, how long each attempt may take, and when to give up.

/** Runs on the machine `api`, which users ask. */
export async function api({ cart }: Visit, { checkout }: { checkout: Dep<CartOf, Quote> }): Promise<Quote> {
  return checkout.call({ cart }, { timeoutMs: TIMEOUT_MS });
}

/** Runs on the machine `checkout`, in a process of its own. */
export async function checkout({ cart }: Req, { inventory, pricing }: { inventory: Dep<CartOf, Stock>; pricing: Dep<Stock, Quote> }): Promise<Quote> {
  const stock = await inventory.call({ cart }, { timeoutMs: TIMEOUT_MS });
  return pricing.call(stock, { timeoutMs: TIMEOUT_MS });
}
