// scenario: weights
// message: is fair: the limit of one member is the limit of the whole cluster
import { hash64 } from 'faultlab';
import type { KeyPlacement, Member } from '../contract';

/** The hash times the weight: a member of weight 4 wins far more than four times as often. */
export class Placement implements KeyPlacement {
  private readonly members: readonly Member[];

  constructor(members: readonly Member[]) {
    this.members = members;
  }

  owners(key: string, copies: number): string[] {
    const zones = new Set<string>();
    return this.members
      .map(member => ({ ...member, bid: hash64(`${key}@${member.id}`) * BigInt(member.weight) }))
      .sort((a, b) => (a.bid < b.bid ? 1 : -1))
      .filter(({ zone }) => !zones.has(zone) && zones.add(zone))
      .slice(0, copies)
      .map(({ id }) => id);
  }
}
