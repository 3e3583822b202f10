/** One holder's time. */
export interface Lease {
  readonly name: string;
  readonly owner: string;
  readonly token: number;
  /** The node that asked for it. */
  readonly node: string;
  /** On the service's clock. */
  untilMs: number;
  /** How often it was extended: whoever waits for its end looks whether that is still the same. */
  extensions: number;
}

export type Ending = 'released' | 'expired';

/** What the service tells of its table. */
export interface LeaseEvents {
  granted(lease: Lease): void;
  /** `by`: the node that released it. */
  ended(lease: Lease, how: Ending, by?: string): void;
  /** It will end in `ttlMs` if it is not extended. */
  lasts(lease: Lease, ttlMs: number): void;
}

/** Who holds what, and the tokens handed out. */
export class LeaseTable {
  private readonly leases = new Map<string, Lease>();
  private readonly tokens: Map<string, number>;
  private readonly events: LeaseEvents;
  private readonly nowMs: () => number;

  /** `tokens`: the last one given out so far, by name; absent: 0. */
  constructor(nowMs: () => number, events: LeaseEvents, tokens: Readonly<Record<string, number>> = {}) {
    this.nowMs = nowMs;
    this.events = events;
    this.tokens = new Map(Object.entries(tokens));
  }

  holder(name: string): Lease | undefined {
    return this.leases.get(name);
  }

  acquire(node: string, name: string, owner: string, ttlMs: number): { ok: boolean; token: number; ttlMs: number } {
    const held = this.leases.get(name);
    if (held && held.owner !== owner) return { ok: false, token: 0, ttlMs: Math.max(0, held.untilMs - this.nowMs()) };
    const lease = held ?? this.grant(node, name, owner);
    this.extend(lease, ttlMs);
    return { ok: true, token: lease.token, ttlMs };
  }

  renew(name: string, owner: string, ttlMs: number): boolean {
    const lease = this.leases.get(name);
    if (lease?.owner !== owner) return false;
    this.extend(lease, ttlMs);
    return true;
  }

  release(node: string, name: string, owner: string | undefined): boolean {
    const lease = this.leases.get(name);
    if (!lease || (owner !== undefined && lease.owner !== owner)) return false;
    this.end(lease, 'released', node);
    return true;
  }

  /** Ends a lease whose time is over; it may have ended, or have been extended, before. */
  expire(lease: Lease, extensions = lease.extensions): void {
    if (this.leases.get(lease.name) === lease && lease.extensions === extensions) this.end(lease, 'expired');
  }

  private grant(node: string, name: string, owner: string): Lease {
    const token = (this.tokens.get(name) ?? 0) + 1;
    this.tokens.set(name, token);
    const lease: Lease = { name, owner, token, node, untilMs: 0, extensions: 0 };
    this.leases.set(name, lease);
    this.events.granted(lease);
    return lease;
  }

  private extend(lease: Lease, ttlMs: number): void {
    lease.untilMs = this.nowMs() + ttlMs;
    lease.extensions++;
    this.events.lasts(lease, ttlMs);
  }

  private end(lease: Lease, how: Ending, by?: string): void {
    this.leases.delete(lease.name);
    this.events.ended(lease, how, by);
  }
}
