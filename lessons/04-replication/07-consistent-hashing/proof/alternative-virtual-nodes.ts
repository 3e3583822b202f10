import { hash64 } from 'faultlab';
import type { KeyPlacement, Member } from '../contract';

const POINTS = 200;

/** A ring with many points for each member, more for those that bear more; copies go on along the ring to the next zone. */
export class Placement implements KeyPlacement {
  private readonly ring: { readonly at: bigint; readonly member: Member }[];

  constructor(members: readonly Member[]) {
    this.ring = members
      .flatMap(member => Array.from({ length: POINTS * member.weight }, (_, index) => ({ at: hash64(`${member.id}#${index}`), member })))
      .sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  owners(key: string, copies: number): string[] {
    const { ring } = this;
    const owners: string[] = [];
    const zones = new Set<string>();
    for (let i = this.after(hash64(key)), seen = 0; owners.length < copies && seen < ring.length; i++, seen++) {
      const { id, zone } = ring[i % ring.length]!.member;
      if (zones.has(zone)) continue;
      zones.add(zone);
      owners.push(id);
    }
    return owners;
  }

  private after(at: bigint): number {
    let [low, high] = [0, this.ring.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ring[middle]!.at < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
