import { type Fault, type FaultKind, type KeyedDraws, msToUs, type SimNode, US_PER_S } from '../../../sim/index.ts';
import type { Machine } from '../../cluster/machine.ts';
import type { ActorProcess } from '../../cluster/process.ts';
import type { Cluster } from '../../cluster/world.ts';
import type { Stage } from '../../stage.ts';
import type { Queue } from './api.ts';
import { QueueBroker } from './broker.ts';
import { queueClient } from './client.ts';
import { MessagesPicture } from './picture.ts';
import { type Kept, type QueueSpec, QueueStore } from './store.ts';

/**
 * A share of the messages comes back once after they were acknowledged, as if a copy of the queue had not heard of it.
 * Amazon SQS says of standard queues that this happens.
 */
export type RedeliveryFault = Fault & { readonly queue: string; readonly rate: number; readonly afterMs: number };

/** A broker with queues, as one node of a cluster. Faults aim at it by its id, and at the methods of `Queue` by their names. */
export class Queues {
  private readonly stage: Stage;
  private readonly id: string;
  private readonly queues: ReadonlyMap<string, QueueStore>;
  private readonly clients = new Set<SimNode>();
  private broker: QueueBroker | undefined;
  private readonly redeliveries: { readonly fault: RedeliveryFault; readonly draws: KeyedDraws; readonly back: Set<Kept> }[] = [];

  /** `appendMs`: until a message is on disk. `nameOf`: what a message is called in the picture `Messages`; absent: by its id. */
  constructor(stage: Stage, cluster: Cluster, specs: Readonly<Record<string, QueueSpec>>,
    { id = 'broker', appendMs = 2, nameOf = message => message.id }: { readonly id?: string; readonly appendMs?: number; readonly nameOf?: (message: Kept) => string } = {}) {
    const { pictures } = stage.world;
    const picture = pictures && new MessagesPicture(pictures.timeline('Messages'), nameOf);
    this.stage = stage;
    this.id = id;
    this.queues = new Map(Object.entries(specs).map(([name, spec]) => [name, new QueueStore(name, spec)]));
    cluster.given(id, (_ctx, { node }) => {
      if (node.incarnation > 1) this.resetClients(node);
      this.broker = new QueueBroker(node, { queues: this.queues, appendMs, picture, acknowledged: (queue, kept) => this.acknowledged(queue, kept) });
      return this.broker;
    });
    this.defineRedelivery();
  }

  /** The queues as a process reaches them. */
  clientOf({ node, calls }: Machine): Queue {
    this.clients.add(node);
    return queueClient(calls, this.stage.world.node(this.id));
  }

  /** Charts, once a second until `untilMs`, how many messages of each queue wait and how many are hidden. */
  chart(untilMs: number): void {
    const { world } = this.stage;
    for (let atUs = US_PER_S; atUs <= msToUs(untilMs); atUs += US_PER_S) world.at(atUs, sample, this);
  }

  sample(): void {
    for (const { name, ready, hidden } of this.queues.values()) {
      this.stage.world.history.sample(`Queue ${name}/waiting`, 'messages', ready.length);
      this.stage.world.history.sample(`Queue ${name}/hidden`, 'messages', hidden.size);
    }
  }

  private storeOf(name: string): QueueStore {
    const queue = this.queues.get(name);
    if (!queue) throw new Error(`there is no queue called ${name}; there are ${[...this.queues.keys()].join(', ')}`);
    return queue;
  }

  /** The broker is back: whoever had asked it before learns that the connection is gone. */
  private resetClients(broker: SimNode): void {
    for (const node of this.clients) if (node.state !== 'down') node.after(0, reset, node, broker);
  }

  private acknowledged(queue: QueueStore, kept: Kept): void {
    for (const { fault, draws, back } of this.redeliveries) {
      if (fault.queue !== queue.name || back.has(kept) || draws.at(kept.number) >= fault.rate) continue;
      back.add(kept);
      this.stage.world.node(this.id).after(msToUs(fault.afterMs), () => this.broker!.redeliver(queue, kept));
    }
  }

  private defineRedelivery(): void {
    const { world } = this.stage;
    const redelivery: FaultKind<RedeliveryFault> = {
      start: (_world, fault) => {
        this.storeOf(fault.queue);
        this.redeliveries.push({ fault, draws: world.keyed(`redeliveries of ${fault.id}`), back: new Set() });
      },
      end: (_world, fault) => void this.redeliveries.splice(this.redeliveries.findIndex(each => each.fault === fault), 1),
      sentence: ({ queue, rate, afterMs }) => `${Math.round(rate * 1000) / 10} % of the messages of ${queue} come back ${afterMs} ms after they were acknowledged`,
    };
    world.faults.define('redelivery', redelivery as unknown as FaultKind);
  }
}

function sample(queues: Queues): void {
  queues.sample();
}

function reset(node: SimNode, broker: SimNode): void {
  (node.process as ActorProcess).calls.reset(broker);
}
