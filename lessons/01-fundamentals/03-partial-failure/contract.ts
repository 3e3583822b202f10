/** What the shop asks the checkout. */
export type CheckoutRequest =
  /** Charge a customer, who leaves after 10 s. Comes once for each order. */
  | { readonly op: 'pay'; readonly orderId: string; readonly cents: number }
  /** What became of an order. Comes long after its `pay`. */
  | { readonly op: 'outcome'; readonly orderId: string };

/**
 * `paid`: the customer's money was taken, once. `not-paid`: it was not and will not be. `unknown`: nobody can say now.
 */
export type Outcome = 'paid' | 'not-paid' | 'unknown';

/** What the bank is asked. Ids are up to the caller. */
export type BankRequest =
  | { readonly op: 'debit'; readonly id: string; readonly cents: number }
  | { readonly op: 'status'; readonly id: string }
  | { readonly op: 'void'; readonly id: string };

export interface BankAnswers {
  /** `done`: the money is taken, each time anew. `refused`: this id was voided before; nothing is taken. */
  debit: 'done' | 'refused';
  /** As far as the bank has seen until now. */
  status: 'done' | 'never-seen' | 'voided';
  /** `voided`: nothing was taken under this id, and a debit that comes later is refused. `already-done`: the money is taken, and stays so. */
  void: 'voided' | 'already-done';
}
