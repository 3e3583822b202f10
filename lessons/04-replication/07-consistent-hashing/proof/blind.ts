import { hash64 } from 'faultlab';
import type { KeyPlacement, Member } from '../contract';

/** Weighted rendezvous: each member waits an exponential time of rate `weight` for each key; the shortest waits win. */
export class Placement implements KeyPlacement {
  private readonly members: readonly Member[];

  constructor(members: readonly Member[]) {
    this.members = [...members];
  }

  owners(key: string, copies: number): string[] {
    // The best member of each zone; the order of the zones follows from their best.
    const best = new Map<string, { readonly wait: number; readonly id: string }>();
    for (const { id, weight, zone } of this.members) {
      const hash = Number(hash64(`${id}\u0000${key}`) >> 11n);
      const wait = -Math.log((hash + 0.5) / 2 ** 53) / weight;
      const rival = best.get(zone);
      if (!rival || wait < rival.wait || (wait === rival.wait && id < rival.id)) best.set(zone, { wait, id });
    }
    return [...best.values()]
      .sort((a, b) => a.wait - b.wait || (a.id < b.id ? -1 : 1))
      .slice(0, copies)
      .map(({ id }) => id);
  }
}
