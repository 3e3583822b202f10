/** Something that an account's owner asks for, at any of the three nodes. Amounts are whole cents. */
export type Request =
  | { readonly op: 'deposit' | 'withdraw'; readonly account: string; readonly cents: number; readonly opId: string }
  | { readonly op: 'balance'; readonly account: string; readonly opId: string };

export type Answer =
  /**
   * Done. For `balance`: what the account holds, in cents; `fresh` promises that it is not out of date: it has every
   * withdrawal that had been answered with `ok`, and every deposit that was answered 2 s before or earlier (6 s, if a link or a
   * node has gone or come back since, or had in the 4 s before) by a node that was up and linked to another one ever since.
   */
  | { ok: true; balance?: number; fresh?: boolean }
  /** `insufficient`: it was not done and will not be. `unavailable`: nobody can say now; it may have been done, or be done later, once. */
  | { ok: false; why: 'insufficient' | 'unavailable' };

/** What the accounts hold when the bank opens, in cents. */
export type Opening = Readonly<Record<string, number>>;
