import type { Store } from './store.ts';

/** The leader's view of when leases end. Whoever becomes leader gives all of them their full time. */
export class Lessor {
  private readonly store: Store;
  private readonly nowMs: () => number;
  private readonly leads: () => boolean;
  private leading = false;
  private readonly deadlinesMs = new Map<string, number>();

  constructor(store: Store, nowMs: () => number, leads: () => boolean) {
    this.store = store;
    this.nowMs = nowMs;
    this.leads = leads;
  }

  granted(id: string): void {
    if (this.refresh()) this.extend(id);
  }

  /** False if there is no such lease or its time is over. Call on the leader. */
  keepAlive(id: string): boolean {
    if (!this.refresh() || !this.store.leases.has(id) || this.deadlinesMs.get(id)! <= this.nowMs()) return false;
    this.extend(id);
    return true;
  }

  /** Leases whose time is over. */
  overdue(): string[] {
    if (!this.refresh()) return [];
    const nowMs = this.nowMs();
    return [...this.deadlinesMs].filter(([, deadlineMs]) => deadlineMs <= nowMs).map(([id]) => id);
  }

  private extend(id: string): void {
    this.deadlinesMs.set(id, this.nowMs() + this.store.leases.get(id)!.ttlMs);
  }

  /** Whether it leads, with deadlines for the leases that there are. */
  private refresh(): boolean {
    const leads = this.leads();
    if (!leads || !this.leading) this.deadlinesMs.clear();
    this.leading = leads;
    if (!leads) return false;
    for (const id of this.store.leases.keys()) if (!this.deadlinesMs.has(id)) this.extend(id);
    for (const id of this.deadlinesMs.keys()) if (!this.store.leases.has(id)) this.deadlinesMs.delete(id);
    return true;
  }
}
