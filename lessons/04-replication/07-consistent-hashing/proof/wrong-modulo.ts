// scenario: one-joins
// message: of the keys moved
// message: without need
import { hash64 } from 'faultlab';
import type { KeyPlacement, Member } from '../contract';

/** A key's hash modulo the number of members, in the order of their ids. */
export class Placement implements KeyPlacement {
  private readonly ids: readonly string[];

  constructor(members: readonly Member[]) {
    this.ids = members.map(({ id }) => id).sort();
  }

  owners(key: string, copies: number): string[] {
    const { ids } = this;
    const first = Number(hash64(key) % BigInt(ids.length));
    return Array.from({ length: copies }, (_, index) => ids[(first + index) % ids.length]!);
  }
}
