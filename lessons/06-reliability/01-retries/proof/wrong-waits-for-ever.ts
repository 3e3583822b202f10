// scenario: blip
// message: was never sent to payments
import type { Dep } from 'faultlab';
import type { Charge, Order, Receipt } from '../contract';

export async function pay(_order: Order, _deps: { payments: Dep<Charge, Receipt> }): Promise<Receipt> {
  return new Promise(() => {});
}
