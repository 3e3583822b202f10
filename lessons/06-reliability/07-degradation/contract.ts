import type { Dep } from 'faultlab';

/** What somebody wants to see: one product. */
export interface Asked {
  readonly sku: string;
}

export type State = 'live' | 'stale' | 'missing';

/** One part of a page. */
export interface Part<Value> {
  /** null for a part that is missing. */
  readonly value: Value | null;
  /** `live`: told by its service for this page, or at most a second ago. `stale`: told before. */
  readonly state: State;
  /** Of a stale part: milliseconds from when its service read it to when the page is returned. A second more or less does not matter. */
  readonly ageMs?: number;
}

export interface Price {
  readonly cents: number;
}
export interface Stock {
  readonly left: number;
}
export interface Reviews {
  readonly stars: number;
  readonly count: number;
}
/** Products that may please whoever looks at this one. */
export interface Recs {
  readonly kind: 'for-you';
  readonly skus: readonly string[];
}
/** What everybody buys. The same for all products, and made anew every night. */
export interface Bestsellers {
  readonly kind: 'bestsellers';
  readonly skus: readonly string[];
}

export interface Page {
  readonly sku: string;
  readonly price: Part<Price>;
  readonly stock: Part<Stock>;
  readonly reviews: Part<Reviews>;
  /** Bestsellers may stand in for it; then the part is what they are, `live` or `stale`. */
  readonly recs: Part<Recs | Bestsellers>;
}

/** What `flags` answers: which parts are switched on at that instant; price always is. A part that is switched off is shown as missing, or as an old copy. */
export type Flags = Readonly<Record<'price' | 'stock' | 'reviews' | 'recs', boolean>>;

export interface Deps {
  readonly price: Dep<Asked, Price>;
  readonly stock: Dep<Asked, Stock>;
  readonly reviews: Dep<Asked, Reviews>;
  readonly recs: Dep<Asked, Recs>;
  /** Knows the bestsellers. Each request costs the database four queries; the database is also what `price` reads. */
  readonly catalog: Dep<Record<string, never>, Bestsellers>;
  readonly flags: Dep<Record<string, never>, Flags>;
}
