import { percent } from '../../../check/finding.ts';
import { type Distribution, type Fault, type FaultKind, msToUs, type World } from '../../../sim/index.ts';
import type { Server } from './server.ts';
import type { Store } from './store.ts';

/** A share of the commits takes longer; the transaction holds its locks, and its numbers are drawn. `from`: only commits of these processes. */
export type SlowCommitsFault = Fault & { readonly node: string; readonly rate: number; readonly extraMs: Distribution; readonly from?: readonly string[] };
/** The replica applies commits so much later. */
export type LagFault = Fault & { readonly node: string; readonly lagMs: number };
/** The replica applies nothing. */
export type StallFault = Fault & { readonly node: string };
/** The replica becomes the primary: commits that it has not applied are lost, and all connections break. */
export type FailoverFault = Fault & { readonly node: string };
/** Readers of the feed see each change so much later. */
export type FeedLateFault = Fault & { readonly node: string; readonly lateMs: number };
/** Readers of the feed get their last changes again. */
export type FeedAgainFault = Fault & { readonly node: string; readonly changes: number };

/** A database as faults find it. `server`: its present incarnation. */
interface Target {
  readonly store: Store;
  readonly server: () => Server | undefined;
  /** Every client's connection breaks. */
  reset(): void;
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

const known = new WeakMap<World, Map<string, Target>>();

/** Whether a world has more than one database. */
export const hasSeveral = (world: World): boolean => (known.get(world)?.size ?? 0) > 1;

/** Lets faults find a database by the id of its node. */
export function defineDatabaseFaults(world: World, id: string, target: Target): void {
  const targets = known.get(world);
  if (targets) return void targets.set(id, target);
  const all = new Map([[id, target]]);
  known.set(world, all);
  const of = ({ node }: { readonly node: string }): Target => {
    const found = all.get(node);
    if (!found) throw new Error(`there is no database called ${node}; there are ${[...all.keys()].join(', ')}`);
    return found;
  };
  const slowCommits: FaultKind<SlowCommitsFault> = {
    start: (_world, fault) => void of(fault).store.slowCommits.set(fault.id, { ...fault, draws: world.keyed(`slow commits of ${fault.id}`) }),
    end: (_world, fault) => void of(fault).store.slowCommits.delete(fault.id),
    sentence: ({ node, rate, from }) => `${percent(rate)} of the commits at ${node}${from === undefined ? '' : ` for ${from.join(', ')}`} take longer`,
  };
  const replicaLag: FaultKind<LagFault> = {
    start: (_world, fault) => void (of(fault).store.replication.lagUs += msToUs(fault.lagMs)),
    end: (_world, fault) => void (of(fault).store.replication.lagUs -= msToUs(fault.lagMs)),
    sentence: ({ node, lagMs }) => `The replica of ${node} is ${seconds(lagMs)} behind`,
  };
  const replicaStalls: FaultKind<StallFault> = {
    start: (_world, fault) => void (of(fault).store.replication.stalled = true),
    end: (_world, fault) => void (of(fault).store.replication.stalled = false),
    sentence: ({ node }) => `The replica of ${node} applies nothing`,
  };
  const failover: FaultKind<FailoverFault> = {
    start(_world, fault) {
      const { store, server, reset } = of(fault);
      server()?.breakConnections();
      store.failOver();
      reset();
    },
    sentence: ({ node }) => `The replica of ${node} takes over`,
  };
  const feedLate: FaultKind<FeedLateFault> = {
    start: (_world, fault) => void (of(fault).store.feedLateUs += msToUs(fault.lateMs)),
    end(_world, fault) {
      const { store, server } = of(fault);
      store.feedLateUs -= msToUs(fault.lateMs);
      server()?.feedChanged();
    },
    sentence: ({ node, lateMs }) => `The feed of ${node} is ${seconds(lateMs)} late`,
  };
  const feedAgain: FaultKind<FeedAgainFault> = {
    start(_world, fault) {
      const { store, server } = of(fault);
      store.setBacks.push(fault.changes);
      server()?.feedChanged();
    },
    sentence: ({ node, changes }) => `Readers of the feed of ${node} get the last ${changes} changes again`,
  };
  for (const [kind, carriedOutBy] of Object.entries({ slowCommits, replicaLag, replicaStalls, failover, feedLate, feedAgain })) world.faults.define(kind, carriedOutBy as unknown as FaultKind);
}
