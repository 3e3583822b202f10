// scenario: balance
// message: the limit of one member is the limit of the whole cluster
import type { KeyPlacement, Member } from '../contract';

const POINTS = 200;

/** Many points, from a hash that leaves texts that look alike side by side. */
export class Placement implements KeyPlacement {
  private readonly ring: { readonly at: number; readonly id: string }[];

  constructor(members: readonly Member[]) {
    this.ring = members.flatMap(({ id }) => Array.from({ length: POINTS }, (_, index) => ({ at: hash(`${id}#${index}`), id }))).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }

  owners(key: string, copies: number): string[] {
    const { ring } = this;
    const at = hash(key);
    let [low, high] = [0, ring.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ring[middle]!.at < at) low = middle + 1;
      else high = middle;
    }
    return Array.from({ length: copies }, (_, index) => ring[(low + index) % ring.length]!.id);
  }
}

/** As Java hashes strings. */
function hash(text: string): number {
  let h = 0;
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
  return h;
}
