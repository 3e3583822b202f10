import { hash64 } from 'faultlab';
import type { KeyPlacement, Member } from './contract';

type Bidder = Member & { readonly seed: number };

/** Each member bids for each key; the highest bids win. No bid depends on who else is there. */
export class Placement implements KeyPlacement {
  private readonly bidders: readonly Bidder[];

  constructor(members: readonly Member[]) {
    this.bidders = members.map(member => ({ ...member, seed: low(hash64(member.id)) }));
  }

  owners(key: string, copies: number): string[] {
    const hash = low(hash64(key));
    const owners: Bidder[] = [];
    while (owners.length < copies) owners.push(this.highest(hash, owners.map(({ zone }) => zone)));
    return owners.map(({ id }) => id);
  }

  /** The highest bidder outside some zones. */
  private highest(hash: number, taken: readonly string[]): Bidder {
    let best = this.bidders[0]!;
    let most = 0;
    for (const bidder of this.bidders) {
      if (taken.includes(bidder.zone)) continue;
      const offered = bid(mixed(hash ^ bidder.seed), bidder.weight);
      if (offered > most) {
        best = bidder;
        most = offered;
      }
    }
    return best;
  }
}

/** Of weighted bids the highest is a member's with a probability in proportion to its weight. `hash`: 32 bits. */
const bid = (hash: number, weight: number): number => -weight / Math.log((hash + 0.5) / 2 ** 32);

const low = (hash: bigint): number => Number(hash & 0xffffffffn);

/** Every bit of x reaches every bit of the result: two hashes that differ in one bit must not make similar bids. */
function mixed(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
