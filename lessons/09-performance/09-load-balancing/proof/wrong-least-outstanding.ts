// scenario: black-hole
// message: has answered everything with an error
// message: error page
import type { LoadBalancer } from '../contract';

/** The backend with the fewest open requests, whatever becomes of them. */
export class Balancer implements LoadBalancer {
  private ids: string[] = [];
  private readonly open = new Map<string, number>();

  members(ids: string[]): void {
    this.ids = ids;
  }

  pick(): string {
    const from = Math.floor(Math.random() * this.ids.length);
    let best = this.ids[from]!;
    for (let i = 1; i < this.ids.length; i++) {
      const id = this.ids[(from + i) % this.ids.length]!;
      if ((this.open.get(id) ?? 0) < (this.open.get(best) ?? 0)) best = id;
    }
    return best;
  }

  started(id: string): void {
    this.open.set(id, (this.open.get(id) ?? 0) + 1);
  }

  finished(id: string): void {
    this.open.set(id, this.open.get(id)! - 1);
  }
}
