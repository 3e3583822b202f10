// scenario: latency-is-zero
// message: had returned nothing after
import type { Item } from '../contract';

/** Takes its time. */
export function getBasket(): Promise<Item[]> {
  return new Promise(() => {});
}
