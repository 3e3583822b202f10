// scenario: twenty-again
// message: throttle(all, off), then success 0 %
import type { Console, Verdict } from '../contract';

/** Throttles and ramps, three times, and rolls nothing back. */
export async function respond(c: Console): Promise<Verdict> {
  for (let time = 0; time < 3; time++) await once(c);
  const releases = (await c.changes(1_800_000)).filter(({ kind }) => kind === 'release');
  return { cause: 'still-broken', where: releases.at(-1)!.target };
}

async function once(c: Console): Promise<void> {
  for (let share = 0.05; share < 1; share += 0.1) {
    await c.throttle('all', share);
    await c.sleep(15_000);
  }
  await c.throttle('all', 'off');
}
