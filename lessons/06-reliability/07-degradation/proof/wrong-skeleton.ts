// scenario: sunny
// message: came with 40 of 100 points
// message: stock was well
import type { Asked, Deps, Page } from '../contract';

const missing = { value: null, state: 'missing' } as const;

/** What is not asked for cannot fail. */
export async function productPage({ sku }: Asked, deps: Deps): Promise<Page> {
  return { sku, price: { value: await deps.price.call({ sku }, { timeoutMs: 240 }), state: 'live' }, stock: missing, reviews: missing, recs: missing };
}
