// scenario: blip
// message: failed on one 503 at
// message: left
import type { Dep } from 'faultlab';
import type { Charge, Order, Receipt } from '../contract';

export async function pay(order: Order, { payments }: { payments: Dep<Charge, Receipt> }): Promise<Receipt> {
  return payments.call({ key: order.id, orderId: order.id, amountCents: order.amountCents }, { timeoutMs: order.deadlineMs });
}
