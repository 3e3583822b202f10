// scenario: reviews-die
// message: had not come when its user left
import { Refused, type Dep } from 'faultlab';
import type { Asked, Deps, Page, Part } from '../contract';

/** Leaves out what failed, and waits five seconds to see whether it does. */
export async function productPage({ sku }: Asked, deps: Deps): Promise<Page> {
  const ask = <Value>(dep: Dep<Asked, Value>): Promise<Part<Value>> =>
    dep.call({ sku }, { timeoutMs: 5_000 }).then(value => ({ value, state: 'live' }), () => ({ value: null, state: 'missing' }));
  const [price, stock, reviews, recs] = await Promise.all([ask(deps.price), ask(deps.stock), ask(deps.reviews), ask(deps.recs)]);
  if (price.value === null) throw new Refused('NoPrice', 'nobody knows the price', { status: 503 });
  return { sku, price, stock, reviews, recs };
}
