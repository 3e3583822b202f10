import type { Fault, FaultKind, SimNode, World } from '../../../sim/index.ts';
import type { NodeId } from '../../cluster/api.ts';
import type { Machine } from '../../cluster/machine.ts';
import type { Cluster } from '../../cluster/world.ts';
import type { Stage } from '../../stage.ts';
import type { Etcd } from './api.ts';
import { etcdClient } from './client.ts';
import type { Command } from './commands.ts';
import { Member, type MemberEvents } from './member.ts';
import { Store } from './store.ts';

/** The member that leads crashes; it is back when the fault ends. */
export type LeaderCrashFault = Fault;
/** The history is compacted up to its last `keep` revisions. */
export type CompactFault = Fault & { readonly keep: number };
/** The leases that keys with this prefix hang on end at once. */
export type LeaseEndFault = Fault & { readonly prefix: string };

/** An etcd cluster of a world. One in a world. */
export class EtcdCluster {
  readonly members: readonly NodeId[];
  private readonly world: World;
  private readonly running = new Map<NodeId, Member>();
  private told = 1;

  /**
   * Adds members to the cluster, as given nodes. Facts: `revision` with `revision` and `events` when the first member
   * has it; `range` with the number of `keys` that were read, of the node that asked.
   */
  constructor({ world }: Stage, cluster: Cluster, members: readonly NodeId[]) {
    this.world = world;
    this.members = members;
    const events: MemberEvents = {
      applied: (store, member) => this.tell(store, member),
      read: (client, keys, row) => world.history.fact('range', { keys }, client, row),
    };
    for (const id of members) {
      const store = new Store();
      cluster.given(id, (_ctx, machine) => {
        const member = new Member(machine, members, store, events);
        this.running.set(id, member);
        return member;
      });
    }
    for (const [kind, carriedOutBy] of Object.entries(this.faults())) world.faults.define(kind, carriedOutBy as unknown as FaultKind);
  }

  /** For a process of the cluster. */
  client(machine: Pick<Machine, 'node' | 'calls'>): Etcd {
    return etcdClient(machine, this.members);
  }

  private tell(store: Store, member: NodeId): void {
    if (store.revision <= this.told) return;
    this.told = store.revision;
    this.world.history.fact('revision', { ...store.lastChange() }, member);
  }

  /** The member that leads now; after a change there may be one more that still believes it does. */
  private leader(): { readonly node: SimNode; readonly member: Member } | undefined {
    return this.members.map(id => ({ node: this.world.node(id), member: this.running.get(id)! })).filter(({ node, member }) => node.state === 'up' && member.leads).at(-1);
  }

  private faults() {
    const crashed = new Map<LeaderCrashFault, SimNode>();
    const leaderCrash: FaultKind<LeaderCrashFault> = {
      start: (_world, fault) => {
        const node = this.leader()?.node;
        if (!node) return;
        crashed.set(fault, node);
        node.crash();
      },
      end: (_world, fault) => crashed.get(fault)?.start(),
      sentence: ({ lastsMs }) => `The leader of etcd crashes${lastsMs === undefined ? ' for good' : ''}`,
    };
    const compact: FaultKind<CompactFault> = {
      start: (_world, { keep }) => this.onLeader(({ store }) => (store.revision > keep + store.compacted ? [{ t: 'compact', revision: store.revision - keep }] : [])),
      sentence: ({ keep }) => `etcd compacts its history, all but the last ${keep} revisions`,
    };
    const leaseEnd: FaultKind<LeaseEndFault> = {
      start: (_world, { prefix }) => this.onLeader(({ store }) => [...new Set(store.range(prefix).flatMap(({ lease }) => lease ?? []))].map(lease => ({ t: 'revoke', lease }))),
      sentence: ({ prefix }) => `The leases of ${prefix}… end`,
    };
    return { leaderCrash, compact, leaseEnd };
  }

  private onLeader(commands: (member: Member) => readonly Command[]): void {
    const leader = this.leader();
    if (!leader) return;
    const { node, member } = leader;
    node.enter(() => {
      for (const command of commands(member)) void member.execute(command).catch(() => undefined);
    });
  }
}
