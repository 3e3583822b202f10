// scenario: keys
// message: did not find the key in their cache
import type { LoadBalancer } from '../contract';

/** Two random backends, the less busy one, whatever is asked for. */
export class Balancer implements LoadBalancer {
  private ids: string[] = [];
  private readonly open = new Map<string, number>();

  members(ids: string[]): void {
    this.ids = ids;
  }

  pick(): string {
    const [a, b] = [this.any(), this.any()];
    return this.openOf(a) <= this.openOf(b) ? a : b;
  }

  started(id: string): void {
    this.open.set(id, this.openOf(id) + 1);
  }

  finished(id: string): void {
    this.open.set(id, this.openOf(id) - 1);
  }

  private any(): string {
    return this.ids[Math.floor(Math.random() * this.ids.length)]!;
  }

  private openOf(id: string): number {
    return this.open.get(id) ?? 0;
  }
}
