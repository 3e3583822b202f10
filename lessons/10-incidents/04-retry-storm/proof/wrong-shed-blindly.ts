// scenario: one-version
// message: were turned away; mobile2 alone was the load
import type { Console, Verdict } from '../contract';

/** Knows who the load is, and refuses everybody. */
export async function respond(c: Console): Promise<Verdict> {
  await c.shed('edge', 0.9);
  for (const share of [0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]) {
    await c.sleep(10_000);
    await c.shed('edge', share);
  }
  await c.shed('edge', 0);
  return { cause: 'one-client', where: 'mobile2' };
}
