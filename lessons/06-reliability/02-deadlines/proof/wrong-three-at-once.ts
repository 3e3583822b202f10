// scenario: ordinary-day
// message: checkout made 6 calls
import type { Dep } from 'faultlab';
import type { CartOf, Quote, Req, Stock, Visit } from '../contract';

export async function api({ cart, patienceMs }: Visit, { checkout }: { checkout: Dep<CartOf, Quote> }): Promise<Quote> {
  return checkout.call({ cart }, { timeoutMs: patienceMs, headers: { left: String(patienceMs) } });
}

export async function checkout({ cart, headers }: Req, { inventory, pricing }: { inventory: Dep<CartOf, Stock>; pricing: Dep<Stock, Quote> }): Promise<Quote> {
  const deadline = performance.now() + Number(headers['left']) - 2;
  return firstOfThree(deadline, pricing, await firstOfThree(deadline, inventory, { cart }));
}

async function firstOfThree<Request, Answer>(deadline: number, dep: Dep<Request, Answer>, request: Request): Promise<Answer> {
  const all = new AbortController();
  const timer = setTimeout(() => all.abort(new Error('too late')), deadline - performance.now());
  try {
    return await Promise.any([1, 2, 3].map(() => dep.call(request, { signal: all.signal })));
  } finally {
    clearTimeout(timer);
    all.abort(new Error('another was faster'));
  }
}
