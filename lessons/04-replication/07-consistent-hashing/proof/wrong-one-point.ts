// scenario: cascade
// message: died at
// message: it had to bear
import { hash64 } from 'faultlab';
import type { KeyPlacement, Member } from '../contract';

/** The ring of the diagram, with zones. */
export class Placement implements KeyPlacement {
  private readonly ring: { readonly at: bigint; readonly member: Member }[];

  constructor(members: readonly Member[]) {
    this.ring = members.map(member => ({ at: hash64(member.id), member })).sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  owners(key: string, copies: number): string[] {
    const { ring } = this;
    const at = hash64(key);
    const first = Math.max(0, ring.findIndex(point => point.at >= at));
    const zones = new Set<string>();
    return ring.map((_, index) => ring[(first + index) % ring.length]!.member).filter(({ zone }) => !zones.has(zone) && zones.add(zone)).slice(0, copies).map(({ id }) => id);
  }
}
