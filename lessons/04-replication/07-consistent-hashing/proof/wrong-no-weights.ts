// scenario: weights
// message: is fair: the limit of one member is the limit of the whole cluster
import { hash64 } from 'faultlab';
import type { KeyPlacement, Member } from '../contract';

/** Everyone bids alike, however much they can bear. */
export class Placement implements KeyPlacement {
  private readonly members: readonly Member[];

  constructor(members: readonly Member[]) {
    this.members = members;
  }

  owners(key: string, copies: number): string[] {
    const zones = new Set<string>();
    return this.members
      .map(member => ({ ...member, bid: hash64(`${key}@${member.id}`) }))
      .sort((a, b) => (a.bid < b.bid ? 1 : -1))
      .filter(({ zone }) => !zones.has(zone) && zones.add(zone))
      .slice(0, copies)
      .map(({ id }) => id);
  }
}
