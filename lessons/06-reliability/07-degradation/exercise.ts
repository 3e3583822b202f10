import type { Asked, Deps, Page } from './contract';

/** Makes one page. One process runs this module; what stands outside the function is its memory. */
export async function productPage({ sku }: Asked, deps: Deps): Promise<Page> {
  // TODO: decide what the page is without, for how long you wait, and what you remember.
  const [price, stock, reviews, recs] = await Promise.all([
    deps.price.call({ sku }),
    deps.stock.call({ sku }),
    deps.reviews.call({ sku }),
    deps.recs.call({ sku }),
  ]);
  return {
    sku,
    price: { value: price, state: 'live' },
    stock: { value: stock, state: 'live' },
    reviews: { value: reviews, state: 'live' },
    recs: { value: recs, state: 'live' },
  };
}
