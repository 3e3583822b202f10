// scenario: the-network-is-reliable
// message: ended with an error at
// message: nobody was asked for it
import { Refused } from 'faultlab';
import type { Item } from '../contract';

/** An error page is quick, too. */
export async function getBasket(): Promise<Item[]> {
  throw new Refused('Unavailable', 'no baskets today');
}
