import type { SimNode } from '../../../sim/index.ts';
import type { NodeId } from '../../cluster/api.ts';
import type { Machine } from '../../cluster/machine.ts';
import type { Cluster } from '../../cluster/world.ts';
import type { Stage } from '../../stage.ts';
import type { Change, Db, Row } from './api.ts';
import { Client } from './client.ts';
import { defineDatabaseFaults } from './faults.ts';
import type { Disconnect } from './protocol.ts';
import { Server } from './server.ts';
import { type DatabaseSpec, Store } from './store.ts';

/**
 * A database on a node of a cluster. What is committed survives its crashes. Each commit is a fact `committed` with
 * `xid`, `lsn`, `from` (the process) and `changes` (`table`, `op`, `key`, `row`); a transaction that its process or the end of
 * the connection has undone, after it had written or locked something, is a fact `rolledBack` with `xid` and `from`.
 */
export class Database {
  private readonly stage: Stage;
  private readonly id: NodeId;
  private readonly store: Store;
  private readonly hasReplica: boolean;
  private readonly clients = new Set<SimNode>();
  private server: Server | undefined;

  constructor(stage: Stage, cluster: Cluster, id: NodeId, spec: DatabaseSpec) {
    this.stage = stage;
    this.id = id;
    this.store = new Store(stage.world, id, spec);
    this.hasReplica = spec.replica !== undefined;
    cluster.given(id, (_ctx, { node }) => {
      if (node.incarnation > 1) this.reset();
      return (this.server = new Server(node, this.store, false));
    });
    if (this.hasReplica) cluster.given(this.replicaId, (_ctx, { node }) => new Server(node, this.store, true));
    if (this.store.picture) this.node.whenCrashed.push(() => this.store.picture?.died(id));
    defineDatabaseFaults(stage.world, id, { store: this.store, server: () => this.server, reset: () => this.reset() });
  }

  /** What a process gets to reach it; for each incarnation anew. */
  connect(machine: Machine): Db {
    const { node } = machine;
    if (!this.clients.has(node)) {
      this.clients.add(node);
      node.whenCrashed.push(() => this.hangUp(node));
    }
    return new Client(machine, { primary: this.node, replica: this.hasReplica ? this.stage.world.node(this.replicaId) : undefined }).db();
  }

  /** Calls `act` with every commit that has changed something, and the process that asked for it; for charts. */
  whenCommitted(act: (changes: readonly Change[], from: NodeId) => void): void {
    this.store.whenCommitted = act;
  }

  /** Calls `act` with each number that the sequence of a table gives out, when it does; for pictures. */
  whenNumbered(table: string, act: (value: number) => void): void {
    this.store.engine.tables.get(table)!.whenNumbered = act;
  }

  /** What is committed in a table at this instant, in the order of its key. */
  rows(table: string): Row[] {
    return this.store.rows(table);
  }

  private get node(): SimNode {
    return this.stage.world.node(this.id);
  }

  private get replicaId(): NodeId {
    return `${this.id}-replica`;
  }

  /** The machine of a process that has ended closes its connections. */
  private hangUp(node: SimNode): void {
    const body: Disconnect = { node: node.id, incarnation: node.incarnation };
    this.stage.world.network.send(node, this.node, body, { kind: 'send', method: 'disconnect' });
  }

  /** Connections that the server knows nothing of are refused by its machine. */
  private reset(): void {
    for (const client of this.clients) this.stage.world.network.send(this.node, client, {}, { kind: 'send', method: `reset ${this.id}` });
  }
}
