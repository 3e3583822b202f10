// scenario: two-routers
// message: know the same
// message: of the keys
import { hash64 } from 'faultlab';
import type { KeyPlacement, Member } from '../contract';

/** A member's bids depend on where it stands in the list. */
export class Placement implements KeyPlacement {
  private readonly members: readonly Member[];

  constructor(members: readonly Member[]) {
    this.members = members;
  }

  owners(key: string, copies: number): string[] {
    const zones = new Set<string>();
    return this.members
      .map((member, index) => ({ ...member, bid: hash64(`${key}@${index}`) }))
      .sort((a, b) => (a.bid < b.bid ? 1 : -1))
      .filter(({ zone }) => !zones.has(zone) && zones.add(zone))
      .slice(0, copies)
      .map(({ id }) => id);
  }
}
