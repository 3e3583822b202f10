/** A buyer at the window of one office. */
export interface Sell {
  readonly op: 'sell';
  /** Unique for every buyer. */
  readonly saleId: string;
}

/** What the buyer hears: a seat, that nothing is left anywhere, or that this office cannot say right now. */
export type Answer = { readonly seat: number } | 'sold-out' | 'busy';
