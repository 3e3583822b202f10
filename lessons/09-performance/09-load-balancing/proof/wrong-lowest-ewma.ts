// scenario: equal
// message: was given
// message: requests waited
import type { LoadBalancer } from '../contract';

const WEIGHT = 0.1;

/** The backend that has been fastest of late. */
export class Balancer implements LoadBalancer {
  private ids: string[] = [];
  private readonly ewmaMs = new Map<string, number>();

  members(ids: string[]): void {
    this.ids = ids;
  }

  pick(): string {
    return this.ids.reduce((best, id) => ((this.ewmaMs.get(id) ?? 0) < (this.ewmaMs.get(best) ?? 0) ? id : best));
  }

  started(): void {}

  finished(id: string, { ms, ok }: { ms: number; ok: boolean }): void {
    this.ewmaMs.set(id, (1 - WEIGHT) * (this.ewmaMs.get(id) ?? 0) + WEIGHT * (ok ? ms : 1_000));
  }
}
