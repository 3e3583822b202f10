import { hash64 } from 'faultlab';
import type { KeyPlacement, Member } from '../contract';

/**
 * Weighted rendezvous hashing. Every member draws a time for each key, exponentially distributed with its weight as the
 * rate, from a hash of both names; the earliest wins. A draw depends on nothing but key and member, so that a member that
 * leaves, joins or changes its weight only takes, brings or changes its own.
 */
export class Placement implements KeyPlacement {
  private readonly members: readonly Member[];

  constructor(members: readonly Member[]) {
    this.members = [...members];
  }

  owners(key: string, copies: number): string[] {
    // Best bid of each zone; then the best zones.
    const best = new Map<string, { id: string; cost: number }>();
    for (const { id, weight, zone } of this.members) {
      const uniform = (Number(hash64(`${id}\0${key}`) >> 11n) + 1) / 2 ** 53; // in (0, 1]
      const cost = -Math.log(uniform) / weight;
      const held = best.get(zone);
      if (!held || cost < held.cost || (cost === held.cost && id < held.id)) best.set(zone, { id, cost });
    }
    return [...best.values()]
      .sort((a, b) => a.cost - b.cost || (a.id < b.id ? -1 : 1))
      .slice(0, copies)
      .map(({ id }) => id);
  }
}
