import { hash64 } from 'faultlab';
import type { LoadBalancer } from '../contract';

interface Seen {
  open: number;
  ewmaMs: number;
  atMs: number;
}

const TAU_MS = 3_000;
const FAILURE_MS = 2_000;

/** The lowest latency times open requests of all; a failure counts as a very slow answer. Keys have two homes, the less busy one gets the request. */
export class Balancer implements LoadBalancer {
  private ids: string[] = [];
  private seen = new Map<string, Seen>();

  members(ids: string[]): void {
    const { seen } = this;
    this.ids = ids;
    this.seen = new Map(ids.map(id => [id, seen.get(id) ?? { open: 0, ewmaMs: 0, atMs: performance.now() }]));
  }

  pick({ key }: { key?: string }): string {
    if (key === undefined) return this.cheapest(this.ids);
    const [first, second = first] = this.ids.map(id => ({ id, score: hash64(`${key} at ${id}`) })).sort((a, b) => (a.score < b.score ? 1 : -1));
    return this.seen.get(first!.id)!.open <= this.seen.get(second!.id)!.open + 1 ? first!.id : second!.id;
  }

  started(id: string): void {
    this.seen.get(id)!.open++;
  }

  finished(id: string, { ms, ok }: { ms: number; ok: boolean }): void {
    const seen = this.seen.get(id);
    if (!seen) return;
    seen.open--;
    this.age(seen);
    const valueMs = ok ? ms : FAILURE_MS;
    seen.ewmaMs = valueMs > seen.ewmaMs ? valueMs : 0.9 * seen.ewmaMs + 0.1 * valueMs;
  }

  private age(seen: Seen): void {
    const now = performance.now();
    seen.ewmaMs *= Math.exp((seen.atMs - now) / TAU_MS);
    seen.atMs = now;
  }

  private cheapest(ids: readonly string[]): string {
    let best = ids[0]!;
    let least = Infinity;
    const from = Math.floor(Math.random() * ids.length);
    for (let i = 0; i < ids.length; i++) {
      const id = ids[(from + i) % ids.length]!;
      const seen = this.seen.get(id)!;
      this.age(seen);
      const cost = (seen.ewmaMs + 1) * (seen.open + 1);
      if (cost < least) [best, least] = [id, cost];
    }
    return best;
  }
}
