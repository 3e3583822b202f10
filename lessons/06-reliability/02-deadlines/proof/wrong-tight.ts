// scenario: merely-slow
// message: attempts were thrown away, the first after
import type { Dep } from 'faultlab';
import type { CartOf, Quote, Req, Stock, Visit } from '../contract';

const ATTEMPT_MS = 250;

export async function api({ cart, patienceMs }: Visit, { checkout }: { checkout: Dep<CartOf, Quote> }): Promise<Quote> {
  return checkout.call({ cart }, { timeoutMs: patienceMs, headers: { left: String(patienceMs) } });
}

export async function checkout({ cart, headers }: Req, { inventory, pricing }: { inventory: Dep<CartOf, Stock>; pricing: Dep<Stock, Quote> }): Promise<Quote> {
  const deadline = performance.now() + Number(headers['left']) - 2;
  return within(deadline, pricing, await within(deadline, inventory, { cart }));
}

async function within<Request, Answer>(deadline: number, dep: Dep<Request, Answer>, request: Request): Promise<Answer> {
  for (;;) {
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) throw new Error('too late');
    const answer = await dep.call(request, { signal: AbortSignal.timeout(Math.min(ATTEMPT_MS, leftMs)) }).catch(() => undefined);
    if (answer !== undefined) return answer;
  }
}
