// scenario: one-leaves
// message: without need
import { hash64 } from 'faultlab';
import type { KeyPlacement, Member } from '../contract';

/** Jump hash over the sorted ids: perfect as long as only the last one ever leaves. */
export class Placement implements KeyPlacement {
  private readonly ids: readonly string[];

  constructor(members: readonly Member[]) {
    this.ids = members.map(({ id }) => id).sort();
  }

  owners(key: string, copies: number): string[] {
    const { ids } = this;
    const first = jump(hash64(key), ids.length);
    return Array.from({ length: copies }, (_, index) => ids[(first + index) % ids.length]!);
  }
}

function jump(key: bigint, buckets: number): number {
  let [b, j] = [-1, 0];
  while (j < buckets) {
    b = j;
    key = (key * 2_862_933_555_777_941_757n + 1n) & 0xffffffffffffffffn;
    j = Math.floor((b + 1) * (2 ** 31 / (Number(key >> 33n) + 1)));
  }
  return b;
}
