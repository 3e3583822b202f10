import { hash64 } from 'faultlab';
import type { LoadBalancer } from '../contract';

const POINTS = 120;
const FAILURES = 3;
const EJECTED_MS = 1_000;
/** How much fuller than the mean a backend may be before a key goes on along the ring. */
const SLACK = 1.25;

/** Two random backends, the less busy one; who fails three times running sits out; keys go round a ring with bounded loads. */
export class Balancer implements LoadBalancer {
  private ids: string[] = [];
  private ring: { at: bigint; id: string }[] = [];
  private readonly open = new Map<string, number>();
  private readonly failed = new Map<string, number>();
  private readonly backAt = new Map<string, number>();

  members(ids: string[]): void {
    this.ids = ids;
    this.ring = ids.flatMap(id => Array.from({ length: POINTS }, (_, index) => ({ at: hash64(`${id}#${index}`), id }))).sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  pick({ key }: { key?: string }): string {
    return key === undefined ? this.lessBusy() : this.along(key);
  }

  started(id: string): void {
    this.open.set(id, this.openOf(id) + 1);
  }

  finished(id: string, { ok }: { ms: number; ok: boolean }): void {
    this.open.set(id, this.openOf(id) - 1);
    const failed = ok ? 0 : (this.failed.get(id) ?? 0) + 1;
    this.failed.set(id, failed);
    if (failed >= FAILURES) this.backAt.set(id, performance.now() + EJECTED_MS * Math.min(5, failed - FAILURES + 1));
  }

  private lessBusy(): string {
    const now = performance.now();
    const well = this.ids.filter(id => (this.backAt.get(id) ?? 0) <= now);
    const among = well.length > this.ids.length / 2 ? well : this.ids;
    const a = any(among);
    const b = any(among.filter(id => id !== a));
    return this.openOf(a) <= this.openOf(b) ? a : b;
  }

  private along(key: string): string {
    const total = this.ids.reduce((sum, id) => sum + this.openOf(id), 0);
    const most = Math.max(3, Math.ceil((SLACK * (total + 1)) / this.ids.length));
    const point = hash64(key);
    const from = this.ring.findIndex(({ at }) => at >= point);
    for (let i = 0; i < this.ring.length; i++) {
      const { id } = this.ring[(Math.max(0, from) + i) % this.ring.length]!;
      if (this.openOf(id) < most) return id;
    }
    return this.ids[0]!;
  }

  private openOf(id: string): number {
    return this.open.get(id) ?? 0;
  }
}

function any(ids: readonly string[]): string {
  return ids[Math.floor(Math.random() * ids.length)]!;
}
