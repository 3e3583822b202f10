// scenario: hot-key
// message: was given
// message: requests waited
import { hash64 } from 'faultlab';
import type { LoadBalancer } from '../contract';

/** Every key has one home, come what may. */
export class Balancer implements LoadBalancer {
  private ids: string[] = [];
  private turn = 0;

  members(ids: string[]): void {
    this.ids = ids;
  }

  pick({ key }: { key?: string }): string {
    if (key === undefined) return this.ids[this.turn++ % this.ids.length]!;
    return this.ids.map(id => ({ id, score: hash64(`${key} at ${id}`) })).reduce((best, each) => (each.score > best.score ? each : best)).id;
  }

  started(): void {}

  finished(): void {}
}
