import { constant, type Fault, type FaultKind, hook, type SimNode } from '../../../sim/index.ts';
import type { Calls } from '../../cluster/calls.ts';
import { ActorProcess } from '../../cluster/process.ts';
import type { Handlers } from '../../cluster/api.ts';
import type { Lag } from '../../lagprocess.ts';
import type { Stage } from '../../stage.ts';
import type { CallOptions } from '../api.ts';
import type { Services } from '../world.ts';
import type { CopyRead, LaggingCopy, LeadingCopy } from './api.ts';
import { CommitLog } from './commitlog.ts';
import { type CopyRequest, Replica } from './replica.ts';

/** A copy falls behind, at most `toMs`, and afterwards catches up; without `toMs` it applies nothing at all. */
export type LagFault = Fault & { readonly node: string; readonly toMs?: number };

/** Before all runs: values that were always there. */
const LONG_AGO_US = -86_400_000_000;

/**
 * A leader that takes writes, and copies that apply them later. Handlers reach each by its id among `deps`: the leader as
 * `LeadingCopy`, the others as `LaggingCopy`.
 *
 * Facts: `committed` with `key` and `value` at the leader; `asked` with `request`, `op` and `key` wherever a request
 * arrives. The chart `Lag of <id>` shows each 50 ms how far a copy is behind, milliseconds.
 */
export class Replication {
  private readonly stage: Stage;
  private readonly services: Services;
  private readonly leader: SimNode;
  private readonly log: CommitLog;
  private readonly replicas = new Map<string, Replica>();

  /** Call before `Services.processes`. */
  constructor(stage: Stage, services: Services, leader: string) {
    const { world } = stage;
    this.stage = stage;
    this.services = services;
    this.leader = world.addNode(leader, 'given');
    this.log = new CommitLog(this.leader);
    this.add(this.leader, () => this.leaderHandlers(), ({ read }): LeadingCopy => ({ read }));
    world.faults.define('lag', this.faultKind() as unknown as FaultKind);
  }

  /** A copy with this lag as a rule. */
  replica(id: string, lag: Lag): void {
    const node = this.stage.world.addNode(id, 'given');
    const replica = new Replica(node, this.log, lag);
    this.replicas.set(id, replica);
    this.add(node, () => replica.handlers(), copy => copy);
    replica.start();
  }

  /** How far a copy is behind the leader at this instant. */
  behindMs(id: string): number {
    return this.replicaOf(id).behindMs;
  }

  /** How long a message takes between nodes of the one set and nodes of the other, one way. */
  distance(some: readonly string[], others: readonly string[], oneWayMs: number): void {
    const { world } = this.stage;
    for (const a of some) {
      for (const b of others) {
        world.network.link(world.node(a), world.node(b)).latencyMs = constant(oneWayMs);
        world.network.link(world.node(b), world.node(a)).latencyMs = constant(oneWayMs);
      }
    }
  }

  /** A value that is everywhere from the beginning. */
  preload(key: string, value: unknown): void {
    this.log.commit(key, value, LONG_AGO_US);
  }

  /** The leader commits a value, at this instant. */
  write(key: string, value: unknown): void {
    const { world } = this.stage;
    this.log.commit(key, value, world.nowUs);
    world.history.fact('committed', { key, value }, this.leader.id);
  }

  private add(node: SimNode, handlers: () => Handlers, offered: (copy: LaggingCopy) => LaggingCopy | LeadingCopy): void {
    hook(node, { boot: () => new ActorProcess(node, this.stage.program, [], handlers) });
    this.services.offer(node, (calls, request) => Object.freeze(offered(copyAt(node, calls, request))));
  }

  private leaderHandlers(): Handlers {
    const { log, leader: { world, id } } = this;
    const onRequest = ({ request, key }: CopyRequest & { readonly op: 'read' }): Promise<CopyRead> => {
      world.history.fact('asked', { request, op: 'read', key }, id);
      // What is committed at this very instant is in it.
      return Promise.resolve({ ...log.read(key, world.nowUs + 1), safeTimeMs: log.leaderMs(world.nowUs) });
    };
    return { onRequest: onRequest as unknown as NonNullable<Handlers['onRequest']> };
  }

  private replicaOf(id: string): Replica {
    const replica = this.replicas.get(id);
    if (!replica) throw new Error(`there is no copy called ${id}; there are ${[...this.replicas.keys()].join(', ')}`);
    return replica;
  }

  private faultKind(): FaultKind<LagFault> {
    return {
      start: (_world, { node, toMs = Infinity }) => this.replicaOf(node).hold(toMs),
      end: (_world, { node, toMs = Infinity }) => this.replicaOf(node).release(toMs),
      sentence: ({ node, toMs }) => (toMs === undefined ? `${node} applies no writes` : `${node} falls up to ${Math.round(toMs / 100) / 10} s behind`),
    };
  }
}

/** What a handler calls: each method is one message and its answer. */
function copyAt(node: SimNode, calls: Calls, request: number): LaggingCopy {
  const ask = (about: Readonly<Record<string, unknown>>, { timeoutMs, signal }: CallOptions = {}): Promise<unknown> =>
    calls.ask(node, { ...about, request }, { ...(timeoutMs === undefined ? {} : { timeoutMs }), ...(signal === undefined ? {} : { signal }) });
  const read = (key: string, options?: CallOptions): Promise<unknown> => ask({ op: 'read', key: String(key) }, options);
  const safeTime = (options?: CallOptions): Promise<unknown> => ask({ op: 'safeTime' }, options);
  const waitFor = (safeTimeMs: number, options?: CallOptions): Promise<unknown> => ask({ op: 'waitFor', safeTimeMs: Number(safeTimeMs) }, options);
  return { read: read.bind(undefined), safeTime: safeTime.bind(undefined), waitFor: waitFor.bind(undefined) } as LaggingCopy;
}
