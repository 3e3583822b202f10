// scenario: already-falling
// message: throttle(all, 0.05) at 0:00: nobody had to do anything
import type { Console, Verdict } from '../contract';

/** Acts whatever it is. */
export async function respond(c: Console): Promise<Verdict> {
  for (let share = 0.05; share < 1; share += 0.1) {
    await c.throttle('all', share);
    await c.sleep(15_000);
  }
  await c.throttle('all', 'off');
  return { cause: 'none', where: '' };
}
