// scenario: calm
// message: got none

import { Refused } from 'faultlab';

/** Gives no wrong answers. */
export async function read(): Promise<never> {
  throw new Refused('TooOld');
}
