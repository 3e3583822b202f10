import type { Dep } from 'faultlab';
import type { Charge, Order, Receipt } from './contract';

const ATTEMPTS = 4;

/** Pays one order. Ten processes run this module; what stands outside the function is the memory of one of them. */
export async function pay(order: Order, { payments }: { payments: Dep<Charge, Receipt> }): Promise<Receipt> {
  // TODO: decide what is worth another attempt, when, how often, and under which key.
  for (let attempt = 1; ; attempt++) {
    const charge: Charge = { key: crypto.randomUUID(), orderId: order.id, amountCents: order.amountCents };
    try {
      return await payments.call(charge, { timeoutMs: 500 });
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}
