// scenario: equal
// message: was given 100 to 100 % of all requests
import type { LoadBalancer } from '../contract';

export class Balancer implements LoadBalancer {
  private first = '';

  members(ids: string[]): void {
    this.first = ids[0]!;
  }

  pick(): string {
    return this.first;
  }

  started(): void {}

  finished(): void {}
}
