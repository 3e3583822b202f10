// scenario: sunny
// message: without a price
import type { Asked, Deps, Page } from '../contract';

const missing = { value: null, state: 'missing' } as const;

export async function productPage({ sku }: Asked, _deps: Deps): Promise<Page> {
  return { sku, price: missing, stock: missing, reviews: missing, recs: missing };
}
