import { msToUs, type Fault, type FaultKind, type TimelinePicture, type World } from '../../../sim/index.ts';
import { Refused } from '../../errors.ts';
import type { Stage } from '../../stage.ts';
import type { Handlers, NodeContext, NodeId } from '../../cluster/api.ts';
import type { Cluster } from '../../cluster/world.ts';
import type { LeaseLock } from './api.ts';
import { LeaseTable, type Ending, type Lease } from './table.ts';

/** The service loses a lease before its time, as after a change of its leader or by an operator's hand. */
export type LeaseLossFault = Fault & { readonly service: NodeId; readonly name: string };

type Request = Readonly<Partial<Record<'op' | 'name' | 'owner' | 'ttlMs', unknown>>> | null | undefined;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** One incarnation of the service; the table is that of all of them. */
class LockService implements Handlers {
  readonly held: LeaseTable;

  constructor(held: LeaseTable) {
    this.held = held;
  }

  onRequest(request: Request, from: NodeId): Promise<unknown> {
    return Promise.resolve(this.answer(request, from));
  }

  private answer(request: Request, from: NodeId): unknown {
    const { op, name, owner, ttlMs } = request ?? {};
    if (!isText(name)) throw new Refused('BadRequest', 'a lock has a name');
    if (op === 'release' && (owner === undefined || isText(owner))) return this.held.release(from, name, owner);
    if (!isText(owner)) throw new Refused('BadRequest', 'an owner is a text');
    if (!(typeof ttlMs === 'number' && ttlMs > 0 && Number.isFinite(ttlMs))) throw new Refused('BadRequest', 'ttlMs is a number above 0');
    return op === 'acquire' ? this.held.acquire(from, name, owner, ttlMs) : this.held.renew(name, owner, ttlMs);
  }
}

/**
 * Adds a lock service to a cluster. Facts, each of the node that asked for the lease: `granted` and `expired` with
 * `name`, `owner` and `token`; `released` with these and `by`, the node that released it. The chart `Lock <name>` shows
 * who holds it as the service knows it; the matrix `Who holds what`, too, for all and for each node that asked, and the
 * timeline `Leases` beside what workers believe.
 */
export function addLeaseLock({ world }: Stage, cluster: Cluster, id: NodeId, { tokens }: { readonly tokens?: Readonly<Record<string, number>> } = {}): LeaseTable {
  const factOf = ({ name, owner, token }: Lease) => ({ name, owner, token });
  const held = ({ name, node }: Lease, forAll: string, forNode: string): void => {
    const matrix = world.pictures?.matrix('Who holds what');
    matrix?.isTrue(name, forAll);
    matrix?.isTrue(name, forNode, node);
  };
  const table: LeaseTable = new LeaseTable(() => world.node(id).monotonicMs, {
    granted: lease => {
      world.history.phase(`Lock ${lease.name}/${id}`, `${lease.node}, token ${lease.token}`);
      world.history.fact('granted', factOf(lease), lease.node);
      world.pictures?.timeline('Leases').begin(`lock ${lease.name}`, id, `${lease.node}, token ${lease.token}`);
      held(lease, `${lease.node}, token ${lease.token}`, `token ${lease.token}`);
    },
    ended: (lease, how, by) => {
      world.history.phase(`Lock ${lease.name}/${id}`, '');
      world.history.fact(how, by === undefined ? factOf(lease) : { ...factOf(lease), by }, lease.node);
      if (world.pictures) drawEnd(world.pictures.timeline('Leases'), id, lease, how);
      held(lease, 'nobody', '');
    },
    lasts: (lease, ttlMs) => {
      const { extensions } = lease;
      world.after(world.node(id).clock.trueUs(msToUs(ttlMs)), () => table.expire(lease, extensions));
    },
  }, tokens);
  cluster.given(id, () => new LockService(table));
  defineLeaseLoss(world, table);
  return table;
}

/** Whoever still believes to hold a lease that has run out is wrong from now on. */
function drawEnd(timeline: TimelinePicture, service: NodeId, { name, node, token }: Lease, how: Ending): void {
  const [held] = timeline.openIn(`lock ${name}`, service);
  held?.end(how === 'released' ? { tone: 'good' } : { text: `${node}, token ${token}, ran out` });
  if (how === 'released') return;
  for (const belief of timeline.openIn(`lock ${name}`, node)) belief.turn(`still works with token ${token}`, 'bad');
}

function defineLeaseLoss(world: World, table: LeaseTable): void {
  const lose: FaultKind<LeaseLossFault> = {
    start: (_world, { name }) => {
      const lease = table.holder(name);
      if (lease) table.expire(lease);
    },
    sentence: ({ service, name }) => `${service} loses the lease of ${name}`,
  };
  world.faults.define('leaseLoss', lose as unknown as FaultKind);
}

/** What a process gets of a lock service. `timeoutMs`: how long it waits for an answer. */
export function leaseLock({ call }: Pick<NodeContext, 'call'>, service: NodeId, timeoutMs = 1_000): LeaseLock {
  const ask = <R>(request: Readonly<Record<string, unknown>>): Promise<R> => call<R>(service, request, { timeoutMs });
  return Object.freeze<LeaseLock>({
    acquire: ((name: string, owner: string, ttlMs: number) => ask<Awaited<ReturnType<LeaseLock['acquire']>>>({ op: 'acquire', name, owner, ttlMs })).bind(undefined),
    renew: ((name: string, owner: string, ttlMs: number) => ask<boolean>({ op: 'renew', name, owner, ttlMs })).bind(undefined),
    release: ((name: string, owner?: string) => ask<boolean>({ op: 'release', name, ...(owner === undefined ? {} : { owner }) })).bind(undefined),
  });
}
