// scenario: key-node-lost
// message: was lost
// message: did not find the key
import { hash64 } from 'faultlab';
import type { LoadBalancer } from '../contract';

/** A key's number modulo the number of backends. */
export class Balancer implements LoadBalancer {
  private ids: string[] = [];
  private turn = 0;

  members(ids: string[]): void {
    this.ids = ids;
  }

  pick({ key }: { key?: string }): string {
    const { ids } = this;
    return ids[key === undefined ? this.turn++ % ids.length : Number(hash64(key) % BigInt(ids.length))]!;
  }

  started(): void {}

  finished(): void {}
}
