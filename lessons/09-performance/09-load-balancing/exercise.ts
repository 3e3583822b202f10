import type { LoadBalancer } from './contract';

/** Chooses a backend for every request of one balancer. Four balancers run this module, each with its own requests. */
export class Balancer implements LoadBalancer {
  private ids: string[] = [];
  private turn = 0;

  /** The backends there are from now on. */
  members(ids: string[]): void {
    this.ids = ids;
  }

  /** The backend that gets this request. */
  pick(_request: { key?: string }): string {
    // TODO: everyone in turn is fair only if all are alike.
    return this.ids[this.turn++ % this.ids.length]!;
  }

  /** A request has been sent to a backend. */
  started(_id: string): void {}

  /** A request has come back from it, `ms` milliseconds later. */
  finished(_id: string, _result: { ms: number; ok: boolean }): void {}
}
