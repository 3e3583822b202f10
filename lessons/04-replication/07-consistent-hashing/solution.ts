import { hash64 } from 'faultlab';
import type { KeyPlacement, Member } from './contract';

/** Each member bids for each key; the highest bids win. No bid depends on who else is there. */
export class Placement implements KeyPlacement {
  private readonly members: readonly (Member & { readonly seed: number })[];

  constructor(members: readonly Member[]) {
    this.members = members.map(member => ({ ...member, seed: low(hash64(member.id)) }));
  }

  owners(key: string, copies: number): string[] {
    const hash = low(hash64(key));
    const bids = this.members.map(({ id, zone, weight, seed }) => ({ id, zone, bid: bid(mixed(hash ^ seed), weight) }));
    const owners: string[] = [];
    const zones = new Set<string>();
    while (owners.length < copies) {
      const best = highest(bids.filter(({ zone }) => !zones.has(zone)));
      owners.push(best.id);
      zones.add(best.zone);
    }
    return owners;
  }
}

interface Bid {
  readonly id: string;
  readonly zone: string;
  readonly bid: number;
}

const highest = (bids: readonly Bid[]): Bid => bids.reduce((best, each) => (each.bid > best.bid ? each : best));

/** Of weighted bids the highest is a member's with a probability in proportion to its weight. `hash`: 32 bits. */
const bid = (hash: number, weight: number): number => -weight / Math.log((hash + 0.5) / 2 ** 32);

const low = (hash: bigint): number => Number(hash & 0xffffffffn);

/** Every bit of x reaches every bit of the result: two hashes that differ in one bit must not make similar bids. */
function mixed(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
