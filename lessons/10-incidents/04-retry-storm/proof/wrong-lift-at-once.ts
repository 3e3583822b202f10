// scenario: cold-start
// message: throttle(all, off), then success 0 %
import type { Console, Verdict } from '../contract';

/** Cuts hard and lets everybody in again at once. */
export async function respond(c: Console): Promise<Verdict> {
  await c.throttle('all', 0.05);
  await c.sleep(45_000);
  await c.throttle('all', 'off');
  return { cause: 'sustained-by-retries', where: 'orders' };
}
