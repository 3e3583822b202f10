// scenario: ordinary-day
// message: asked nobody
import type { Dep } from 'faultlab';
import type { CartOf, Quote, Visit } from '../contract';

export async function api({ cart }: Visit, { checkout }: { checkout: Dep<CartOf, Quote> }): Promise<Quote> {
  return checkout.call({ cart });
}

export function checkout(): Promise<never> {
  return new Promise(() => {});
}
