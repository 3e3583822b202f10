import type { ErrorData } from '../../errors.ts';
import type { Compare, KeyChange, Kv, Op, OpResult, WatchBatch } from './api.ts';
import type { Command, Txn } from './commands.ts';

interface Lease {
  readonly ttlMs: number;
  readonly keys: Set<string>;
}

/** What became of a command. */
export type Outcome = { readonly value: unknown } | { readonly error: ErrorData };

const refused = (code: string, message: string, reason?: string): Outcome => ({ error: { kind: 'Refused', code, message, ...(reason === undefined ? {} : { reason }) } });

const ABSENT = { createRevision: 0, modRevision: 0, version: 0 };

const byKey = (a: Kv, b: Kv): number => (a.key < b.key ? -1 : 1);

/** One member's state: keys, leases, and the history since the last compaction. The same commands give the same state. */
export class Store {
  revision = 1;
  /** The oldest revision from which the history is complete. */
  compacted = 0;
  /** Index of the last command. */
  applied = 0;
  readonly leases = new Map<string, Lease>();
  private readonly kvs = new Map<string, Kv>();
  private history: WatchBatch[] = [];
  private events: KeyChange[] = [];

  apply(command: Command, index: number): Outcome {
    this.applied = index;
    switch (command.t) {
      case 'txn': return this.txn(command);
      case 'grant': {
        const id = String(index);
        this.leases.set(id, { ttlMs: command.ttlMs, keys: new Set() });
        return { value: id };
      }
      case 'revoke': return this.revoke(command.lease);
      case 'compact': return this.compact(command.revision);
    }
  }

  get(key: string): Kv | undefined {
    return this.kvs.get(key);
  }

  range(prefix: string): Kv[] {
    return [...this.kvs.values()].filter(({ key }) => key.startsWith(prefix)).sort(byKey);
  }

  /** All changes from a revision on; undefined if some of them are gone. */
  changes(prefix: string, fromRevision: number): WatchBatch[] | undefined {
    if (fromRevision < this.compacted) return undefined;
    const { history } = this;
    let first = history.length;
    while (first > 0 && history[first - 1]!.revision >= fromRevision) first--;
    return history.slice(first).map(({ revision, events }) => ({ revision, events: events.filter(({ kv }) => kv.key.startsWith(prefix)) })).filter(({ events }) => events.length > 0);
  }

  private txn({ compare, then, else: otherwise }: Txn): Outcome {
    const succeeded = compare.every(condition => this.holds(condition));
    const ops = succeeded ? then : otherwise;
    const missing = ops.find(op => op.op === 'put' && op.lease !== undefined && !this.leases.has(op.lease));
    if (missing) return refused('LeaseNotFound', 'there is no such lease, or it has ended');
    const responses = ops.map(op => this.carryOut(op));
    this.close();
    return { value: { succeeded, revision: this.revision, responses } };
  }

  private holds({ key, target, is, value }: Compare): boolean {
    const kv = this.kvs.get(key);
    if (!kv && target === 'value') return false;
    const own = target === 'value' ? kv!.value : (kv ?? ABSENT)[target];
    if (is === '=') return own === value;
    if (is === '!=') return own !== value;
    return is === '<' ? own < value : own > value;
  }

  private carryOut(op: Op): OpResult {
    if (op.op === 'range') return { op: 'range', kvs: this.selected(op) };
    if (op.op === 'put') {
      this.put(op.key, op.value, op.lease);
      return { op: 'put' };
    }
    const kvs = this.selected(op);
    for (const { key } of kvs) this.remove(key);
    return { op: 'delete', deleted: kvs.length };
  }

  private selected({ key, prefix }: { readonly key: string; readonly prefix?: boolean }): Kv[] {
    if (prefix) return this.range(key);
    const kv = this.kvs.get(key);
    return kv ? [kv] : [];
  }

  private put(key: string, value: string, lease: string | undefined): void {
    const before = this.kvs.get(key);
    const revision = this.revision + 1;
    if (before?.lease !== undefined) this.leases.get(before.lease)?.keys.delete(key);
    if (lease !== undefined) this.leases.get(lease)!.keys.add(key);
    const kv: Kv = { key, value, createRevision: before?.createRevision ?? revision, modRevision: revision, version: (before?.version ?? 0) + 1, ...(lease === undefined ? {} : { lease }) };
    this.kvs.set(key, kv);
    this.events.push({ type: 'put', kv });
  }

  private remove(key: string): void {
    const { lease } = this.kvs.get(key)!;
    if (lease !== undefined) this.leases.get(lease)?.keys.delete(key);
    this.kvs.delete(key);
    this.events.push({ type: 'delete', kv: { key, modRevision: this.revision + 1 } });
  }

  /** What was changed is one revision. */
  private close(): void {
    if (this.events.length === 0) return;
    this.revision++;
    this.history.push({ revision: this.revision, events: this.events });
    this.events = [];
  }

  private revoke(id: string): Outcome {
    const lease = this.leases.get(id);
    if (!lease) return refused('LeaseNotFound', 'there is no such lease, or it has ended');
    for (const key of [...lease.keys].sort()) this.remove(key);
    this.leases.delete(id);
    this.close();
    return { value: undefined };
  }

  private compact(revision: number): Outcome {
    if (revision > this.revision) return refused('FutureRevision', `revision ${revision} is not there yet`);
    if (revision <= this.compacted) return refused('Compacted', `the history before revision ${this.compacted} has been compacted`);
    this.compacted = revision;
    this.history = this.history.filter(batch => batch.revision >= revision);
    return { value: undefined };
  }

  /** The error of a watch that needs what was compacted. */
  gone(): { readonly error: ErrorData } {
    return refused('Compacted', `the history before revision ${this.compacted} has been compacted`, String(this.compacted)) as { readonly error: ErrorData };
  }

  /** The last change, if the last command made one. */
  lastChange(): WatchBatch | undefined {
    return this.history.at(-1);
  }
}
