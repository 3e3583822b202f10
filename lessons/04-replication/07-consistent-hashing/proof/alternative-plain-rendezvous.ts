import { hash64 } from 'faultlab';
import type { KeyPlacement, Member } from '../contract';

/** A bid for each unit of weight, hashed from the texts themselves; all sorted. */
export class Placement implements KeyPlacement {
  private readonly members: readonly Member[];

  constructor(members: readonly Member[]) {
    this.members = members;
  }

  owners(key: string, copies: number): string[] {
    const zones = new Set<string>();
    return this.members
      .map(member => ({ ...member, bid: this.bid(key, member) }))
      .sort((a, b) => (a.bid < b.bid ? 1 : -1))
      .filter(({ zone }) => !zones.has(zone) && zones.add(zone))
      .slice(0, copies)
      .map(({ id }) => id);
  }

  private bid(key: string, { id, weight }: Member): bigint {
    let best = 0n;
    for (let unit = 0; unit < weight; unit++) {
      const bid = hash64(`${key}@${id}#${unit}`);
      if (bid > best) best = bid;
    }
    return best;
  }
}
