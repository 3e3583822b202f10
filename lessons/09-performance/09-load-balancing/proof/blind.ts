import { hash64 } from 'faultlab';
import type { LoadBalancer } from '../contract';

/** Memory of the latency average, in ms. Long enough to smooth exponential service times; open requests react faster. */
const LATENCY_TAU = 2000;
/** A backend that nobody uses is slowly believed to be like the others again, so that it is tried now and then. */
const FORGIVE_TAU = 5000;
/** What an error counts as, in ms of waiting. */
const ERROR_COST = 5000;
const DEFAULT_MS = 40;

const EJECT_AFTER = 5;
const EJECT_MS = 5000;
const EJECT_MAX_MS = 60_000;
const EJECT_MAX_SHARE = 0.5;

/** Memory of how often keys are asked for, in ms. */
const KEY_TAU = 2000;
const HOT_MIN_COUNT = 20;
const MAX_KEYS = 20_000;

interface Backend {
  readonly id: string;
  open: number;
  /** Average cost of a request; undefined: nothing is known yet. */
  cost: number | undefined;
  costAt: number;
  errorsInARow: number;
  ejections: number;
  ejectedUntil: number;
}

interface KeyInfo {
  count: number;
  at: number;
  /** All members, this key's favourite first (rendezvous hashing). */
  order: Backend[] | undefined;
}

/** Chooses a backend for every request of one balancer. Four balancers run this module, each with its own requests. */
export class Balancer implements LoadBalancer {
  private readonly backends = new Map<string, Backend>();
  private list: Backend[] = [];
  private median = DEFAULT_MS;
  private medianAt = -Infinity;
  private keys = new Map<string, KeyInfo>();
  private total = 0;
  private totalAt = 0;

  /** The backends there are from now on. */
  members(ids: string[]): void {
    const now = performance.now();
    const present = new Set(ids);
    for (const id of [...this.backends.keys()]) if (!present.has(id)) this.backends.delete(id);
    for (const id of ids) {
      if (this.backends.has(id)) continue;
      this.backends.set(id, { id, open: 0, cost: undefined, costAt: now, errorsInARow: 0, ejections: 0, ejectedUntil: -Infinity });
    }
    this.list = [...this.backends.values()];
    for (const info of this.keys.values()) info.order = undefined;
  }

  /** The backend that gets this request. */
  pick({ key }: { key?: string }): string {
    const now = performance.now();
    return (key === undefined ? this.pickAny(now) : this.pickFor(key, now)).id;
  }

  /** A request has been sent to a backend. */
  started(id: string): void {
    const b = this.backends.get(id);
    if (b) b.open++;
  }

  /** A request has come back from it, `ms` milliseconds later. */
  finished(id: string, { ms, ok }: { ms: number; ok: boolean }): void {
    const b = this.backends.get(id);
    if (!b) return;
    const now = performance.now();
    if (b.open > 0) b.open--;

    const sample = ok ? ms : Math.max(ms, ERROR_COST);
    const before = b.cost ?? this.fleetCost(now);
    const keep = Math.exp(-Math.max(now - b.costAt, 1) / LATENCY_TAU);
    // After a long silence one sample must not be everything.
    const weight = Math.min(1 - keep, 0.2);
    b.cost = before + (sample - before) * weight;
    b.costAt = now;

    if (ok) {
      b.errorsInARow = 0;
      if (now >= b.ejectedUntil) b.ejections = 0;
    } else if (now >= b.ejectedUntil && ++b.errorsInARow >= EJECT_AFTER) {
      const out = this.list.filter((x) => now < x.ejectedUntil).length;
      if (out + 1 <= this.list.length * EJECT_MAX_SHARE) {
        b.ejectedUntil = now + Math.min(EJECT_MS * 2 ** b.ejections, EJECT_MAX_MS);
        b.ejections++;
        b.errorsInARow = EJECT_AFTER - 1; // one more error after its return sends it away again
      }
    }
  }

  private usable(now: number, of: Backend[]): Backend[] {
    const usable = of.filter((b) => now >= b.ejectedUntil);
    return usable.length > 0 ? usable : of;
  }

  /** Two at random, the better one of them. */
  private better(of: Backend[], score: (b: Backend) => number): Backend {
    const i = Math.floor(Math.random() * of.length);
    if (of.length === 1) return of[i]!;
    let j = Math.floor(Math.random() * (of.length - 1));
    if (j >= i) j++;
    const a = of[i]!;
    const b = of[j]!;
    return score(b) < score(a) ? b : a;
  }

  private pickAny(now: number): Backend {
    const median = this.fleetCost(now);
    return this.better(this.usable(now, this.list), (b) => {
      let cost = b.cost ?? median;
      if (b.open === 0) cost = median + (cost - median) * Math.exp(-(now - b.costAt) / FORGIVE_TAU);
      // Nobody is a favourite for having been fast: only who is slower than the others gets less. No herd.
      return (b.open + 1) * Math.max(cost, median);
    });
  }

  private fleetCost(now: number): number {
    if (now - this.medianAt >= 50) {
      this.medianAt = now;
      const costs = this.list.flatMap((b) => (b.cost === undefined ? [] : [b.cost])).sort((x, y) => x - y);
      this.median = costs.length > 0 ? costs[Math.floor(costs.length / 2)]! : DEFAULT_MS;
    }
    return this.median;
  }

  private pickFor(key: string, now: number): Backend {
    const info = this.count(key, now);
    info.order ??= this.list
      .map((b) => ({ b, h: hash64(`${b.id}\n${key}`) }))
      .sort((x, y) => (x.h < y.h ? 1 : x.h > y.h ? -1 : 0))
      .map((x) => x.b);
    const order = this.usable(now, info.order);

    // A hot key has as many homes as it needs: its load in units of a backend's fair share.
    const shares = (info.count / this.total) * order.length;
    if (info.count >= HOT_MIN_COUNT && shares >= 0.5) {
      const homes = order.slice(0, 1 + Math.ceil(shares));
      return this.better(homes, (b) => b.open);
    }

    // Bounded load: a home far above the average is passed over.
    let open = 0;
    for (const b of order) open += b.open;
    const limit = 8 + (2 * open) / order.length;
    return order.find((b) => b.open < limit) ?? order[0]!;
  }

  private count(key: string, now: number): KeyInfo {
    this.total = this.total * Math.exp(-(now - this.totalAt) / KEY_TAU) + 1;
    this.totalAt = now;
    let info = this.keys.get(key);
    if (!info) {
      if (this.keys.size >= MAX_KEYS) this.keys.clear();
      info = { count: 0, at: now, order: undefined };
      this.keys.set(key, info);
    }
    info.count = info.count * Math.exp(-(now - info.at) / KEY_TAU) + 1;
    info.at = now;
    return info;
  }
}
