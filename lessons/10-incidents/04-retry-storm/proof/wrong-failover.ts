// scenario: twenty-percent
// message: what it had acknowledged in the last moments is lost
import type { Console, Verdict } from '../contract';

/** The database is full: take the other one. */
export async function respond(c: Console): Promise<Verdict> {
  await c.failoverDb();
  return { cause: 'still-broken', where: 'db' };
}
