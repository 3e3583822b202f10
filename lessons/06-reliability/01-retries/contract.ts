/** What a customer is waiting for. */
export interface Order {
  /** Unique for every order, and the same however often it is tried. */
  readonly id: string;
  readonly amountCents: number;
  /** Time left when the order is handed to you. After that the customer is gone. */
  readonly deadlineMs: number;
}

/** What `payments` is asked for. */
export interface Charge {
  /** Deduplication key: a charge that was carried out under a key is not carried out again under that key; its receipt is repeated. */
  readonly key: string;
  readonly orderId: string;
  readonly amountCents: number;
}

export interface Receipt {
  readonly orderId: string;
  readonly chargeId: string;
}
