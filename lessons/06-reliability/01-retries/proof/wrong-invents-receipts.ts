// scenario: lost-answers
// message: was never charged
import type { Dep } from 'faultlab';
import type { Charge, Order, Receipt } from '../contract';

export async function pay(order: Order, _deps: { payments: Dep<Charge, Receipt> }): Promise<Receipt> {
  return { orderId: order.id, chargeId: 'ch-1' };
}
