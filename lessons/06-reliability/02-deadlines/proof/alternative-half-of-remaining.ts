import { Refused, type Dep } from 'faultlab';
import type { CartOf, Quote, Req, Stock, Visit } from '../contract';

/** Below this there is no point in dividing any further. */
const LEAST_MS = 60;

export async function api({ cart, patienceMs }: Visit, { checkout }: { checkout: Dep<CartOf, Quote> }): Promise<Quote> {
  return checkout.call({ cart }, { timeoutMs: patienceMs, headers: { 'x-remaining-ms': String(patienceMs) } });
}

export async function checkout({ cart, headers }: Req, { inventory, pricing }: { inventory: Dep<CartOf, Stock>; pricing: Dep<Stock, Quote> }): Promise<Quote> {
  const deadline = performance.now() + Number(headers['x-remaining-ms']) - 2;
  return halving(deadline, pricing, await halving(deadline, inventory, { cart }));
}

/** Each attempt may take half of what is left. */
async function halving<Request, Answer>(deadline: number, dep: Dep<Request, Answer>, request: Request): Promise<Answer> {
  for (;;) {
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) throw new Refused('TooLate', 'nobody waits any more');
    const signal = AbortSignal.timeout(leftMs < 2 * LEAST_MS ? leftMs : leftMs / 2);
    try {
      return await dep.call(request, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
