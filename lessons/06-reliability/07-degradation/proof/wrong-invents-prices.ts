// scenario: sunny
// message: which was never true of
// message: made up
import type { Asked, Deps, Page } from '../contract';

const missing = { value: null, state: 'missing' } as const;

export async function productPage({ sku }: Asked, _deps: Deps): Promise<Page> {
  return { sku, price: { value: { cents: 1_999 }, state: 'live' }, stock: missing, reviews: missing, recs: missing };
}
