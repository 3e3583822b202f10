// scenario: they-are-real
// message: does not hold at the end
// message: throttle(all, off), then success
import type { Console, Verdict } from '../contract';

/** Takes every overload for a storm. */
export async function respond(c: Console): Promise<Verdict> {
  for (let share = 0.05; share < 1; share += 0.1) {
    await c.throttle('all', share);
    await c.sleep(15_000);
  }
  await c.throttle('all', 'off');
  return { cause: 'sustained-by-retries', where: 'orders' };
}
