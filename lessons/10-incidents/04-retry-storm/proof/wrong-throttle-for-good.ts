// scenario: twenty-percent
// message: the promise to users does not hold at the end
import type { Console, Verdict } from '../contract';

/** Never lets everybody in again. */
export async function respond(c: Console): Promise<Verdict> {
  await c.throttle('all', 0.05);
  await c.sleep(30_000);
  await c.throttle('all', 0.9);
  return { cause: 'sustained-by-retries', where: 'orders' };
}
