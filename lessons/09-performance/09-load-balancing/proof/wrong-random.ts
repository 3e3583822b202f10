// scenario: old-machines
// message: A page is as slow as the queue it is sent to
import type { LoadBalancer } from '../contract';

export class Balancer implements LoadBalancer {
  private ids: string[] = [];

  members(ids: string[]): void {
    this.ids = ids;
  }

  pick(): string {
    return this.ids[Math.floor(Math.random() * this.ids.length)]!;
  }

  started(): void {}

  finished(): void {}
}
