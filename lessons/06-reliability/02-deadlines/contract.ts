/** Somebody wants to know what a cart costs. */
export interface Visit {
  readonly cart: string;
  /** Time that this user waits, from the moment you get the request. After that nobody is there to read the answer. */
  readonly patienceMs: number;
}

/** A request as it arrives at `checkout`. */
export interface Req {
  readonly cart: string;
  /** What `api` sent along in the `headers` of its call; empty if it sent none. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What `checkout` is asked for. */
export interface CartOf {
  readonly cart: string;
}

/** Answer of `inventory`: where the goods lie. `pricing` has to know it. */
export interface Stock {
  readonly cart: string;
  readonly warehouse: string;
}

/** Answer of `pricing`, and what the user wants to see. */
export interface Quote {
  readonly cart: string;
  readonly warehouse: string;
  readonly quoteId: string;
  readonly cents: number;
}
