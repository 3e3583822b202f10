import { hash64 } from 'faultlab';
import type { KeyPlacement, Member } from '../contract';

const SLOTS = 4_096;

/** Keys fall into a fixed number of slots, and members bid for slots: a table instead of a bid for every key. */
export class Placement implements KeyPlacement {
  private readonly members: readonly Member[];
  private readonly ranking = new Map<number, readonly Member[]>();

  constructor(members: readonly Member[]) {
    this.members = members;
  }

  owners(key: string, copies: number): string[] {
    const slot = Number(hash64(key) % BigInt(SLOTS));
    let ranked = this.ranking.get(slot);
    if (!ranked) this.ranking.set(slot, ranked = this.ranked(slot));
    const owners: string[] = [];
    const zones = new Set<string>();
    for (const { id, zone } of ranked) {
      if (owners.length === copies) break;
      if (zones.has(zone)) continue;
      zones.add(zone);
      owners.push(id);
    }
    return owners;
  }

  private ranked(slot: number): Member[] {
    const bids = this.members.map(member => {
      const u = (Number(hash64(`${member.id} for ${slot}`) >> 11n) + 0.5) / 2 ** 53;
      return { member, bid: -member.weight / Math.log(u) };
    });
    return bids.sort((a, b) => b.bid - a.bid).map(({ member }) => member);
  }
}
