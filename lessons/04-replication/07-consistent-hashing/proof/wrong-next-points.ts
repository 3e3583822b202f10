// scenario: zones
// message: copies
// message: One fire takes more than one copy of it
import { hash64 } from 'faultlab';
import type { KeyPlacement, Member } from '../contract';

const POINTS = 200;

/** Many points; the copies are on the next points of the ring, whoever's they are. */
export class Placement implements KeyPlacement {
  private readonly ring: { readonly at: bigint; readonly id: string }[];

  constructor(members: readonly Member[]) {
    this.ring = members
      .flatMap(({ id, weight }) => Array.from({ length: POINTS * weight }, (_, index) => ({ at: hash64(`${id}#${index}`), id })))
      .sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  owners(key: string, copies: number): string[] {
    const { ring } = this;
    const at = hash64(key);
    let [low, high] = [0, ring.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ring[middle]!.at < at) low = middle + 1;
      else high = middle;
    }
    return Array.from({ length: copies }, (_, index) => ring[(low + index) % ring.length]!.id);
  }
}
