// scenario: twenty-percent
// message: You did nothing
import type { Console, Verdict } from '../contract';

/** Waits for it to pass. */
export async function respond(_c: Console): Promise<Verdict> {
  return Promise.resolve({ cause: 'none', where: '' });
}
