// scenario: twenty-percent
// message: rollback(
import type { Console, Verdict } from '../contract';

/** Whatever was released last did it. */
export async function respond(c: Console): Promise<Verdict> {
  const releases = (await c.changes(1_800_000)).filter(({ kind }) => kind === 'release');
  const { target } = releases.at(-1)!;
  await c.rollback(target);
  return { cause: 'still-broken', where: target };
}
