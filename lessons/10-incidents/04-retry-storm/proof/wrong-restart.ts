// scenario: twenty-percent
// message: restart(orders)
import type { Console, Verdict } from '../contract';

/** Switches it off and on. */
export async function respond(c: Console): Promise<Verdict> {
  await c.restart('orders');
  await c.restart('db');
  return { cause: 'sustained-by-retries', where: 'orders' };
}
