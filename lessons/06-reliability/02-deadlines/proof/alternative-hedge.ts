import type { Dep } from 'faultlab';
import type { CartOf, Quote, Req, Stock, Visit } from '../contract';

/** 99 of 100 answers of inventory are there by then. */
const HEDGE_AFTER_MS = 130;
const HEDGES = 4;

export async function api({ cart, patienceMs }: Visit, { checkout }: { checkout: Dep<CartOf, Quote> }): Promise<Quote> {
  return checkout.call({ cart }, { timeoutMs: patienceMs, headers: { budget: String(patienceMs) } });
}

/** One deadline for everything; whoever has not answered by then is told to stop. */
export async function checkout({ cart, headers }: Req, { inventory, pricing }: { inventory: Dep<CartOf, Stock>; pricing: Dep<Stock, Quote> }): Promise<Quote> {
  const deadline = AbortSignal.timeout(Number(headers['budget']) - 2);
  const stock = await hedged({ cart }, inventory, deadline);
  return pricing.call(stock, { signal: deadline });
}

/** The first attempt goes on while others are sent. */
async function hedged(request: CartOf, inventory: Dep<CartOf, Stock>, deadline: AbortSignal): Promise<Stock> {
  const done = new AbortController();
  const signal = AbortSignal.any([deadline, done.signal]);
  try {
    return await new Promise<Stock>((resolve, reject) => {
      const send = (): void => void inventory.call(request, { signal }).then(resolve, reject);
      const timers = Array.from({ length: HEDGES }, (_, index) => setTimeout(send, index * HEDGE_AFTER_MS));
      signal.addEventListener('abort', () => timers.forEach(timer => clearTimeout(timer)));
    });
  } finally {
    done.abort();
  }
}
