import { hash64 } from 'faultlab';
import type { KeyPlacement, Member } from './contract';

/** The ring of the diagram: a point for each member, and a key belongs to the first point after its own. */
export class Placement implements KeyPlacement {
  private readonly ring: { readonly at: bigint; readonly id: string }[];

  constructor(members: readonly Member[]) {
    // TODO: look at how much of the ring each member gets, and who gets it when one is gone.
    this.ring = members.map(({ id }) => ({ at: hash64(id), id })).sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  owners(key: string, copies: number): string[] {
    const { ring } = this;
    const at = hash64(key);
    const first = Math.max(0, ring.findIndex(point => point.at >= at));
    return Array.from({ length: copies }, (_, index) => ring[(first + index) % ring.length]!.id);
  }
}
