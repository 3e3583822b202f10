import { msToUs, type SimNode, US_PER_S } from '../../../sim/index.ts';
import type { NodeId } from '../../cluster/api.ts';
import type { Machine } from '../../cluster/machine.ts';
import type { ActorProcess } from '../../cluster/process.ts';
import type { Cluster } from '../../cluster/world.ts';
import type { Stage } from '../../stage.ts';
import type { Log, NewRecord, Rec } from './api.ts';
import { LogBroker } from './broker.ts';
import { logClient } from './client.ts';
import { defineLogFaults } from './faults.ts';
import { PartitionsPicture } from './picture.ts';
import { LogState, partitionOf, type Timing } from './state.ts';

const TIMING: Timing = { appendMs: 2, replicateMs: 2, transactionMs: 15_000, firstRebalanceMs: 3_000 };

/** A broker with topics, as one node of a cluster. Faults aim at it by its id, and at its operations by the names in `requests.ts`. */
export class Logs {
  readonly state: LogState;
  private readonly stage: Stage;
  private readonly id: string;
  private readonly clients = new Set<SimNode>();
  private broker: LogBroker | undefined;

  /** `topics`: numbers of partitions, by name. */
  constructor(stage: Stage, cluster: Cluster, topics: Readonly<Record<string, number>>, { id = 'log', ...timing }: { readonly id?: string } & Partial<Timing> = {}) {
    this.stage = stage;
    this.id = id;
    this.state = new LogState(topics);
    this.state.picture = stage.world.pictures && new PartitionsPicture(stage.world.pictures, this.state);
    cluster.given(id, (_ctx, { node }) => {
      if (node.incarnation > 1) this.resetClients(node);
      this.broker = new LogBroker(node, this.state, { ...TIMING, ...timing });
      return this.broker;
    });
    defineLogFaults(stage.world, this.state, () => this.broker!);
  }

  /** The log as a process reaches it. */
  clientOf({ node, calls }: Machine): Log {
    this.clients.add(node);
    return logClient({ node, calls, broker: this.stage.world.node(this.id), state: this.state });
  }

  /** Appends a record from outside, at this instant and on all replicas; nothing happens while the broker is down. */
  append(topic: string, record: NewRecord): void {
    const partitions = this.state.partitionsOf(topic);
    const partition = partitions[record.partition ?? partitionOf(record.key, partitions.length)]!;
    if (this.stage.world.node(this.id).state !== 'up' || partition.leaderless) return;
    this.broker!.append(partition, record);
    this.broker!.replicated(partition);
    this.stage.world.needsDrain = true;
  }

  /** Calls `act` with every record that is appended, and the process that has sent it (undefined: nobody). */
  whenAppended(act: (record: Rec, from: NodeId | undefined) => void): void {
    this.state.whenAppended = act;
  }

  /** Charts, once a second until `untilMs`, how far a group is behind the end of each topic. */
  chartLag(group: string, topics: readonly string[], untilMs: number): void {
    const { world } = this.stage;
    for (let atUs = US_PER_S; atUs <= msToUs(untilMs); atUs += US_PER_S) world.at(atUs, () => topics.forEach(topic => this.sampleLag(group, topic)));
  }

  private sampleLag(group: string, topic: string): void {
    const behind = this.state.partitionsOf(topic).reduce((sum, { number, highWatermark }) => sum + highWatermark - (this.state.groups.get(group)?.positionOf({ topic, partition: number }) ?? 0), 0);
    this.stage.world.history.sample(`Lag of ${group}/${topic}`, 'records', behind);
  }

  /** The broker is back: whoever had asked it before learns that the connection is gone. */
  private resetClients(broker: SimNode): void {
    for (const node of this.clients) if (node.state !== 'down') node.after(0, reset, node, broker);
  }
}

function reset(node: SimNode, broker: SimNode): void {
  (node.process as ActorProcess).calls.reset(broker);
}
