// scenario: twenty-percent
// message: scale(orders, 24)
import type { Console, Verdict } from '../contract';

/** More of what seems to be too little. */
export async function respond(c: Console): Promise<Verdict> {
  const most = (id: string): number => c.topology().services.find(service => service.id === id)!.maxInstances;
  await Promise.all([c.scale('api', most('api')), c.scale('orders', most('orders'))]);
  return { cause: 'real-demand', where: '' };
}
