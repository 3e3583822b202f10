// scenario: reconnect
// message: never came back
import { Refused, type Dep } from 'faultlab';
import type { Charge, Order, Receipt } from '../contract';

export async function pay(_order: Order, _deps: { payments: Dep<Charge, Receipt> }): Promise<Receipt> {
  throw new Refused('Closed');
}
