import type { DatabaseContext, Log } from 'faultlab';

/** What customers ask for. `coupon`: each can be used for one order; null for none. */
export type Command =
  | { readonly type: 'place'; readonly orderId: string; readonly coupon: string | null }
  | { readonly type: 'pay' | 'cancel'; readonly orderId: string };

/** What readers of the log get. Two records with the same `eventId` are the same event to them. */
export interface OrderEvent {
  readonly eventId: string;
  readonly orderId: string;
  readonly type: 'Placed' | 'Paid' | 'Cancelled';
}

/**
 * What a process gets. Tables of `ctx.db`:
 * - `orders`: `orderId` (key), `status`, `coupon` (unique, which is looked at when a transaction commits)
 * - `outbox`: `id` (key, a sequence), `xid` (id of the transaction that inserted the row; filled in for you), `eventId`, `orderId`, `type`, and
 *   `claimedBy` and `sentAt`, which are yours
 * - `progress`: `name` (key), `value`, yours; it holds one row, `{ name: 'relay', value: null }`
 */
export interface DbCtx extends DatabaseContext {
  /** One topic, `orders`. Of two calls that are under way at the same time either record may be appended first. */
  readonly log: Pick<Log, 'produce'>;
}
