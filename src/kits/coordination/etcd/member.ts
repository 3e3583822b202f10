import { msToUs } from '../../../sim/index.ts';
import { errorOf, isA, KitError, Refused, Unknown } from '../../errors.ts';
import type { NodeId } from '../../cluster/api.ts';
import type { Machine } from '../../cluster/machine.ts';
import type { Actor } from '../../cluster/process.ts';
import { LogReplica } from '../../cluster/raft/log.ts';
import type { WatchBatch } from './api.ts';
import { checkKey, checkPrefix, checkTxn, type Command } from './commands.ts';
import { Lessor } from './lessor.ts';
import type { Outcome, Store } from './store.ts';

/** As etcd 3.4 looks for leases that have ended. */
const LEASE_CHECK_MS = 500;
/** How long a watch waits at a member for something to tell. */
const WATCH_MS = 1_000;
/** A member's question to the leader. */
const LEADER_MS = 1_500;

type Request = Readonly<Partial<Record<'op' | 'key' | 'prefix' | 'serializable' | 'lease' | 'ttlMs' | 'fromRevision' | 'revision' | 'compare' | 'then' | 'else', unknown>>>;

/** The answer to a watch: what there was, and where it goes on. */
export interface Watched {
  readonly batches: readonly WatchBatch[];
  readonly nextRevision: number;
}

interface Entry {
  readonly from: string;
  readonly number: number;
  readonly command: Command;
}

interface Parked {
  readonly prefix: string;
  readonly fromRevision: number;
  answer(watched: Watched): void;
}

/** What a member tells of what it does. */
export interface MemberEvents {
  applied(store: Store, member: NodeId): void;
  /** `row`: that of the question. */
  read(client: NodeId, keys: number, row: number): void;
}

/** One incarnation of a member. The store outlives it, as etcd's database file does. */
export class Member implements Actor {
  /** The last revision that it has. */
  revision: number;
  readonly #store: Store;
  readonly #machine: Machine;
  readonly #events: MemberEvents;
  readonly #log: LogReplica;
  readonly #lessor: Lessor;
  readonly #name: string;
  #commands = 0;
  readonly #waiting = new Map<number, (outcome: Outcome) => void>();
  readonly #parked = new Set<Parked>();

  /** `members`: all of them, this one too. */
  constructor(machine: Machine, members: readonly NodeId[], store: Store, events: MemberEvents) {
    const { node, calls } = machine;
    this.#store = store;
    this.revision = store.revision;
    this.#machine = machine;
    this.#events = events;
    this.#name = `${node.id}/${node.incarnation}`;
    this.#log = new LogReplica({ node, calls, peers: members.filter(id => id !== node.id), channel: machine.channel.bind(machine) });
    this.#lessor = new Lessor(store, () => node.monotonicMs, () => this.leads);
    this.#log.onApply((entry, index) => this.#apply(entry as Entry, index));
  }

  get store(): Store {
    return this.#store;
  }

  get leads(): boolean {
    return this.#log.role() === 'leader';
  }

  recover(): Promise<void> {
    return this.#log.recover();
  }

  async run(): Promise<void> {
    this.#checkLeases();
  }

  async onRequest(request: Request | null, from: NodeId): Promise<unknown> {
    const { op, key, prefix, serializable, lease, ttlMs, fromRevision, revision } = request ?? {};
    switch (op) {
      case 'range': return this.#range(prefix === true ? checkPrefix(key) : checkKey(key), prefix === true, serializable === true, from);
      case 'txn': return this.execute({ t: 'txn', ...checkTxn(request) });
      case 'grant': return this.execute({ t: 'grant', ttlMs: positive(ttlMs, 'ttlMs') });
      case 'revoke': return this.execute({ t: 'revoke', lease: String(lease) });
      case 'compact': return this.execute({ t: 'compact', revision: positive(revision, 'a revision') });
      case 'keepAlive': return this.leads ? this.#lessor.keepAlive(String(lease)) : this.#askLeader({ op, lease });
      case 'readIndex': return this.#log.readIndex();
      case 'watch': return this.#watch(checkPrefix(key), fromRevision === undefined ? undefined : positive(fromRevision, 'fromRevision'));
      default: throw new Refused('BadRequest', 'a member knows no such request');
    }
  }

  /** Proposes a command and waits until this member has applied it. */
  async execute(command: Command): Promise<unknown> {
    const number = this.#commands++;
    const applied = new Promise<Outcome>(resolve => { this.#waiting.set(number, resolve); });
    const proposed = this.#log.propose({ from: this.#name, number, command } satisfies Entry).then(() => applied, unavailable);
    const outcome = await Promise.race([applied, proposed]).finally(() => this.#waiting.delete(number));
    if ('error' in outcome) throw errorOf(outcome.error);
    return outcome.value;
  }

  #apply({ from, number, command }: Entry, index: number): void {
    const { store, revision } = this;
    if (index <= store.applied) return;
    const outcome = store.apply(command, index);
    this.revision = store.revision;
    if (command.t === 'grant') this.#lessor.granted(String(index));
    if (store.revision > revision) this.#changed();
    if (from === this.#name) this.#waiting.get(number)?.(outcome);
  }

  #changed(): void {
    this.#events.applied(this.store, this.#machine.node.id);
    for (const parked of this.#parked) {
      const watched = this.#since(parked.prefix, parked.fromRevision);
      if (watched.batches.length > 0) parked.answer(watched);
    }
  }

  async #range(key: string, prefix: boolean, serializable: boolean, from: NodeId): Promise<unknown> {
    const { store } = this;
    const { causeRow } = this.#machine.node.world;
    if (!serializable) await this.#catchUp();
    const kv = prefix ? undefined : store.get(key);
    const kvs = prefix ? store.range(key) : kv ? [kv] : [];
    this.#events.read(from, kvs.length, causeRow);
    return { kvs, revision: store.revision };
  }

  /** Waits until all that was committed before is applied here. */
  async #catchUp(): Promise<void> {
    const index = this.leads ? await this.#log.readIndex().catch(unavailable) : await this.#askLeader({ op: 'readIndex' });
    await this.#log.waitApplied(index as number);
  }

  async #askLeader(request: Request): Promise<unknown> {
    const leader = this.#log.leader();
    const { node, calls } = this.#machine;
    if (leader === null || leader === node.id) return unavailable();
    return calls.ask(node.world.node(leader), request, { timeoutMs: LEADER_MS }, { method: String(request.op) }).catch(unavailable);
  }

  #since(prefix: string, fromRevision: number): Watched {
    const batches = this.store.changes(prefix, fromRevision);
    if (!batches) throw errorOf(this.store.gone().error);
    return { batches, nextRevision: Math.max(fromRevision, this.store.revision + 1) };
  }

  async #watch(prefix: string, fromRevision: number | undefined): Promise<Watched> {
    if (fromRevision === undefined) return { batches: [], nextRevision: this.store.revision + 1 };
    const watched = this.#since(prefix, fromRevision);
    if (watched.batches.length > 0) return watched;
    return new Promise(resolve => {
      const parked: Parked = {
        prefix, fromRevision,
        answer: later => {
          this.#parked.delete(parked);
          resolve(later);
        },
      };
      this.#parked.add(parked);
      this.#machine.node.after(msToUs(WATCH_MS), () => parked.answer({ batches: [], nextRevision: Math.max(fromRevision, this.store.revision + 1) }));
    });
  }

  #checkLeases(): void {
    this.#machine.node.after(msToUs(LEASE_CHECK_MS), () => {
      for (const lease of this.#lessor.overdue()) void this.execute({ t: 'revoke', lease }).catch(() => undefined);
      this.#checkLeases();
    });
  }
}

function positive(value: unknown, name: string): number {
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
  throw new Refused('BadRequest', `${name} is a number above 0`);
}

/** What the log could not promise nobody can say. */
function unavailable(error?: unknown): never {
  if (isA(error, KitError) && error.code === 'Timeout') throw error;
  throw new Unknown('Unavailable', 'the member has no leader to turn to');
}
