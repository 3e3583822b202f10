// scenario: three-storeys
// message: does not hold at the end
import type { Console, Verdict } from '../contract';

/** Half of what the database can do with an empty cache, counted in operations and not in attempts. */
export async function respond(c: Console): Promise<Verdict> {
  await c.throttle('all', 0.3);
  for (let share = 0.4; share < 1; share += 0.1) {
    await c.sleep(15_000);
    await c.throttle('all', share);
  }
  await c.throttle('all', 'off');
  return { cause: 'sustained-by-retries', where: 'orders' };
}
