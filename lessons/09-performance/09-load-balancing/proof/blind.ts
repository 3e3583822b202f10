import { hash64 } from 'faultlab';
import type { LoadBalancer } from '../contract';

/** Time constant of the moving average of latency. */
const LATENCY_TAU = 1500;
/** An error is worth this much waiting. */
const ERROR_MS = 10_000;
/** Errors in a row after which a backend gets nothing for a while; longer each time. */
const EJECT_AFTER = 3;
const EJECT_MS = 2_000;
const EJECT_MAX_MS = 30_000;
/** Never are more than this share of the members left out. */
const EJECT_SHARE = 0.5;
/** Time constant of the count of requests for each key. */
const KEY_TAU = 2_000;
/** A key with this part of a backend's fair share of all requests gets more than one home. */
const HOT = 0.2;

interface Backend {
  /** When the requests that are open were sent, oldest first. */
  open: number[];
  /** Moving average; null: nothing known yet. */
  latency: number | null;
  updated: number;
  errors: number;
  ejections: number;
  ejectedUntil: number;
  /** Ejected, and not yet proved well. */
  onTrial: boolean;
}

/** Chooses a backend for every request of one balancer. Four balancers run this module, each with its own requests. */
export class Balancer implements LoadBalancer {
  private ids: string[] = [];
  private readonly backends = new Map<string, Backend>();
  /** Each key's members, best home first; emptied whenever the members change. */
  private ranks = new Map<string, string[]>();
  private counts = new Map<string, { n: number; at: number }>();
  private total = { n: 0, at: 0 };

  members(ids: string[]): void {
    this.ids = [...ids];
    this.ranks.clear();
    const there = new Set(ids);
    for (const id of [...this.backends.keys()]) if (!there.has(id)) this.backends.delete(id);
    for (const id of ids) {
      if (!this.backends.has(id)) {
        this.backends.set(id, { open: [], latency: null, updated: 0, errors: 0, ejections: 0, ejectedUntil: 0, onTrial: false });
      }
    }
  }

  pick({ key }: { key?: string }): string {
    const now = performance.now();
    if (key === undefined) {
      // One that was ejected gets a single request to show whether it is well.
      const due = this.ids.find((id) => this.mayTry(id, now));
      if (due !== undefined) return due;
      return this.better(this.usable(this.ids, now), now);
    }
    const ranked = this.usable(this.ranked(key), now, true);
    const share = this.share(key, now) * this.ids.length;
    const homes = share < HOT ? 1 : Math.min(ranked.length, 1 + Math.ceil(3 * share));
    if (homes > 1) return this.better(ranked.slice(0, homes), now);
    // A home with far more open than the others is passed over.
    let sum = 0;
    for (const b of this.backends.values()) sum += b.open.length;
    const bound = 8 + (2 * sum) / this.ids.length;
    return ranked.find((id) => this.backends.get(id)!.open.length < bound) ?? ranked[0]!;
  }

  started(id: string): void {
    this.backends.get(id)?.open.push(performance.now());
  }

  finished(id: string, { ms, ok }: { ms: number; ok: boolean }): void {
    const b = this.backends.get(id);
    if (!b) return;
    const now = performance.now();
    let nearest = -1;
    for (let i = 0; i < b.open.length; i++) {
      if (nearest < 0 || Math.abs(b.open[i]! - (now - ms)) < Math.abs(b.open[nearest]! - (now - ms))) nearest = i;
    }
    if (nearest >= 0) b.open.splice(nearest, 1);

    if (ok) {
      b.errors = 0;
      if (b.onTrial) {
        // Well again: what was measured while it was ill no longer counts.
        b.onTrial = false;
        b.latency = null;
      }
      if (b.ejections > 0 && now - b.ejectedUntil > EJECT_MAX_MS) b.ejections = 0;
      this.measure(b, ms, now);
      return;
    }
    this.measure(b, Math.max(ms, ERROR_MS), now);
    b.errors++;
    if (b.onTrial ? now >= b.ejectedUntil : b.errors >= EJECT_AFTER) {
      b.ejectedUntil = now + Math.min(EJECT_MAX_MS, EJECT_MS * 2 ** b.ejections);
      b.ejections++;
      b.onTrial = true;
    }
  }

  private measure(b: Backend, ms: number, now: number): void {
    if (b.latency === null) b.latency = ms;
    else {
      // At least a little weight for each, at most half for one.
      const w = Math.min(0.5, Math.max(0.05, 1 - Math.exp(-(now - b.updated) / LATENCY_TAU)));
      b.latency += w * (ms - b.latency);
    }
    b.updated = now;
  }

  /** What a request sent there would about cost. */
  private cost(id: string, now: number): number {
    const b = this.backends.get(id)!;
    let latency = b.latency ?? this.typical();
    // What has been open for longer than the average says that the average is out of date.
    if (b.open.length > 0) latency = Math.max(latency, (now - b.open[0]!) / 2);
    return latency * (b.open.length + 1);
  }

  /** What is assumed of one that nothing is known of: that it is like the others. */
  private typical(): number {
    let sum = 0;
    let n = 0;
    for (const b of this.backends.values()) {
      if (b.latency === null || b.onTrial) continue;
      sum += b.latency;
      n++;
    }
    return n > 0 ? sum / n : 1;
  }

  /** The better of two drawn at random. */
  private better(ids: string[], now: number): string {
    if (ids.length === 1) return ids[0]!;
    const i = Math.floor(Math.random() * ids.length);
    let j = Math.floor(Math.random() * (ids.length - 1));
    if (j >= i) j++;
    return this.cost(ids[i]!, now) <= this.cost(ids[j]!, now) ? ids[i]! : ids[j]!;
  }

  private mayTry(id: string, now: number): boolean {
    const b = this.backends.get(id)!;
    return b.onTrial && now >= b.ejectedUntil && b.open.length === 0;
  }

  /** Those that are not ejected, in the same order; all if too many are. */
  private usable(ids: string[], now: number, trials = false): string[] {
    const left = ids.filter((id) => !this.backends.get(id)!.onTrial || (trials && this.mayTry(id, now)));
    return left.length > 0 && left.length >= ids.length * (1 - EJECT_SHARE) ? left : ids;
  }

  /** Rendezvous hashing: all balancers agree, and if one dies only its keys move. */
  private ranked(key: string): string[] {
    let ranked = this.ranks.get(key);
    if (!ranked) {
      const weights = new Map(this.ids.map((id) => [id, hash64(`${id}/${key}`)]));
      ranked = [...this.ids].sort((a, b) => (weights.get(a)! > weights.get(b)! ? -1 : 1));
      if (this.ranks.size > 10_000) this.ranks.clear();
      this.ranks.set(key, ranked);
    }
    return ranked;
  }

  /** Counts a request for a key, and tells what part of the latest requests asked for it. */
  private share(key: string, now: number): number {
    const count = (c: { n: number; at: number }) => {
      c.n = c.n * Math.exp(-(now - c.at) / KEY_TAU) + 1;
      c.at = now;
      return c.n;
    };
    let c = this.counts.get(key);
    if (!c) {
      if (this.counts.size > 10_000) this.counts.clear();
      this.counts.set(key, (c = { n: 0, at: now }));
    }
    // As if a hundred others had been there: the first requests of all prove nothing.
    return count(c) / (count(this.total) + 100);
  }
}
