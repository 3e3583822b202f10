// scenario: pricing-crawls
// message: spent
// message: users who had left
import { Refused, type Dep } from 'faultlab';
import type { CartOf, Quote, Req, Stock, Visit } from '../contract';

const INVENTORY_ATTEMPT_MS = 200;

export async function api({ cart, patienceMs }: Visit, { checkout }: { checkout: Dep<CartOf, Quote> }): Promise<Quote> {
  return checkout.call({ cart }, { timeoutMs: patienceMs, headers: { left: String(patienceMs) } });
}

export async function checkout({ cart, headers }: Req, { inventory, pricing }: { inventory: Dep<CartOf, Stock>; pricing: Dep<Stock, Quote> }): Promise<Quote> {
  const deadline = performance.now() + Number(headers['left']) - 2;
  const leftMs = (): number => {
    if (performance.now() >= deadline) throw new Refused('TooLate', 'the deadline is over');
    return deadline - performance.now();
  };
  for (;;) {
    const stock = await inventory.call({ cart }, { timeoutMs: Math.min(INVENTORY_ATTEMPT_MS, leftMs()) }).catch(() => undefined);
    if (stock) return pricing.call(stock, { timeoutMs: leftMs() });
  }
}
