import type { Console, Verdict } from './contract';

/** Called when the pager rings. The outage goes on until you end it; the clock runs while you look and act. */
export async function respond(c: Console): Promise<Verdict> {
  // TODO: find out who the load is before you touch anything, and look at what your action did.
  await c.restart('orders');
  const { services } = c.topology();
  const orders = services.find(({ id }) => id === 'orders')!;
  await c.scale('orders', orders.maxInstances);
  return { cause: 'still-broken', where: 'orders' };
}
