// scenario: reviews-die
// message: that nobody got
// message: the rest of the page would have been there
import type { Dep } from 'faultlab';
import type { Asked, Deps, Page, Part } from '../contract';

/** Gives up in time, and gives up all. */
export async function productPage({ sku }: Asked, deps: Deps): Promise<Page> {
  const ask = async <Value>(dep: Dep<Asked, Value>): Promise<Part<Value>> => ({ value: await dep.call({ sku }, { timeoutMs: 240 }), state: 'live' });
  const [price, stock, reviews, recs] = await Promise.all([ask(deps.price), ask(deps.stock), ask(deps.reviews), ask(deps.recs)]);
  return { sku, price, stock, reviews, recs };
}
