import { msToUs, type SimNode } from '../../../sim/index.ts';
import { Fenced, Refused } from '../../errors.ts';
import type { Handlers } from '../../cluster/api.ts';
import type { Msg } from './api.ts';
import { LONGEST_VISIBILITY_MS, type Op, type QueueRequest } from './requests.ts';
import type { MessagesPicture } from './picture.ts';
import type { Kept, QueueStore } from './store.ts';

/** A receiver that waits for a message. */
interface Poll {
  readonly receiver: SimNode;
  readonly incarnation: number;
  readonly request: Op<'receive'>;
  answer(messages: Msg[]): void;
}

/** What outlives the processes of the broker. */
export interface Durable {
  readonly queues: ReadonlyMap<string, QueueStore>;
  /** Until a message is on the broker's disk. */
  readonly appendMs: number;
  /** Called when a message has been acknowledged. */
  acknowledged(queue: QueueStore, kept: Kept): void;
  readonly picture: MessagesPicture | undefined;
}

/**
 * One incarnation of the broker. In a crash it forgets what it has not confirmed and who waits; messages, who holds them and
 * how often they were received are on disk. Its facts: `enqueued`, `delivered`, `acked`, `extended`, `released`, `expired`,
 * `deadLettered`, `redelivered`, each with `queue`, `id` and `number` of the message; `enqueued` with its
 * `body`, `delivered` with `to`, `receiveCount` and `untilUs`, and where somebody held it, `by`.
 */
export class QueueBroker implements Handlers {
  readonly #node: SimNode;
  readonly #durable: Durable;
  readonly #polls = new Map<string, Poll[]>();

  constructor(node: SimNode, durable: Durable) {
    this.#node = node;
    this.#durable = durable;
    for (const queue of durable.queues.values()) {
      this.#polls.set(queue.name, []);
      for (const kept of queue.hidden.values()) this.#watch(queue, kept);
    }
  }

  onRequest(request: QueueRequest, from: string): Promise<unknown> {
    const queue = this.#durable.queues.get(request.queue);
    if (!queue) throw new Refused('NoQueue', `there is no queue called ${request.queue}; there are ${[...this.#durable.queues.keys()].join(', ')}`);
    switch (request.op) {
      case 'send': return this.#send(queue, request);
      case 'receive': return this.#receive(queue, request, from);
      case 'ack': return Promise.resolve(this.#ack(queue, request));
      case 'extend': return Promise.resolve(this.#extend(queue, request));
      case 'release': return Promise.resolve(this.#release(queue, request));
    }
  }

  /** Puts a message into a queue, at this instant and for good. */
  add(queue: QueueStore, { id, body, delayMs, tags }: Pick<Op<'send'>, 'body' | 'delayMs'> & { readonly id?: string | undefined; readonly tags?: Kept['tags'] }): Kept {
    const { world } = this.#node;
    const kept = queue.add({ id, body, enqueuedAt: this.#node.wallMs, ...(tags ? { tags } : {}) }, delayMs > 0 ? world.nowUs + msToUs(delayMs) : 0);
    this.#fact('enqueued', queue, kept, { body });
    this.#picture?.waits(queue.name, kept, delayMs > 0 ? 'delayed' : 'waiting');
    if (delayMs > 0) this.#watch(queue, kept);
    else this.#serve(queue);
    return kept;
  }

  /** A message that was acknowledged is there again. */
  redeliver(queue: QueueStore, kept: Kept): void {
    this.#fact('redelivered', queue, kept);
    this.#comeBack(queue, kept);
  }

  #send(queue: QueueStore, request: Op<'send'>): Promise<{ readonly id: string }> {
    const { causeRow } = this.#node.world;
    return new Promise(resolve => this.#node.after(msToUs(this.#durable.appendMs), () => {
      this.#node.world.causeRow = causeRow;
      resolve({ id: this.add(queue, request).id });
    }));
  }

  #receive(queue: QueueStore, request: Op<'receive'>, from: string): Promise<Msg[]> {
    const receiver = this.#node.world.node(from);
    return new Promise(resolve => {
      const poll: Poll = { receiver, incarnation: receiver.incarnation, request, answer: resolve };
      const polls = this.#polls.get(queue.name)!;
      polls.push(poll);
      this.#serve(queue);
      if (!polls.includes(poll)) return;
      this.#node.after(msToUs(request.waitMs), () => {
        const index = polls.indexOf(poll);
        if (index < 0) return;
        polls.splice(index, 1);
        resolve([]);
      });
    });
  }

  /** Hands out what is ready, to whoever has waited longest. A receiver that has died waits no more: its connection is gone. */
  #serve(queue: QueueStore): void {
    const polls = this.#polls.get(queue.name)!;
    while (queue.ready.length > 0 && polls.length > 0) {
      const { receiver, incarnation, request, answer } = polls.shift()!;
      if (receiver.state === 'down' || receiver.incarnation !== incarnation) continue;
      const { world } = this.#node;
      const taken = queue.take(request.max, receiver.id, world.nowUs, msToUs(request.visibilityMs ?? queue.spec.visibilityMs));
      for (const kept of taken) {
        const row = this.#fact('delivered', queue, kept, { to: receiver.id, receiveCount: kept.receiveCount, untilUs: kept.hiddenUntilUs });
        this.#picture?.held(queue.name, kept, row);
        this.#watch(queue, kept);
      }
      answer(taken.map(messageOf));
    }
  }

  #ack(queue: QueueStore, { receipt }: Op<'ack'>): void {
    if (queue.wasAcknowledged(receipt)) return;
    const kept = this.#held(queue, receipt);
    this.#fact('acked', queue, kept, { by: kept.holder, receiveCount: kept.receiveCount });
    this.#picture?.acknowledged(kept);
    queue.acknowledge(kept);
    this.#durable.acknowledged(queue, kept);
  }

  #extend(queue: QueueStore, { receipt, ms }: Op<'extend'>): void {
    const kept = this.#held(queue, receipt);
    const { nowUs } = this.#node.world;
    const untilUs = nowUs + msToUs(ms);
    if (untilUs > kept.receivedUs + msToUs(LONGEST_VISIBILITY_MS)) throw new Refused('TooLong', 'a message can be hidden for 12 hours after it was received, not longer');
    kept.hiddenUntilUs = untilUs;
    this.#fact('extended', queue, kept, { by: kept.holder, untilUs });
    this.#picture?.extended(queue.name, kept, ms);
    this.#watch(queue, kept);
  }

  #release(queue: QueueStore, { receipt, delayMs, tags }: Op<'release'>): void {
    const kept = this.#held(queue, receipt);
    this.#fact('released', queue, kept, { by: kept.holder, delayMs });
    this.#picture?.released(kept);
    if (tags) kept.tags = { ...kept.tags, ...tags };
    if (delayMs > 0) {
      queue.letGo(kept, this.#node.world.nowUs + msToUs(delayMs));
      this.#picture?.waits(queue.name, kept, 'delayed');
      this.#watch(queue, kept);
    } else this.#comeBack(queue, kept);
  }

  #held(queue: QueueStore, receipt: string): Kept {
    const kept = queue.heldBy(receipt);
    if (!kept) throw new Fenced('ReceiptExpired', `the receipt ${receipt} is worthless: its visibility ran out, or the message was settled`);
    return kept;
  }

  /** The message comes back when its time is over, unless that is put off before. */
  #watch(queue: QueueStore, kept: Kept): void {
    const { hiddenUntilUs, receipt } = kept;
    this.#node.after(hiddenUntilUs - this.#node.world.nowUs, () => {
      if (queue.hidden.get(kept.number) !== kept || kept.hiddenUntilUs !== hiddenUntilUs || kept.receipt !== receipt) return;
      if (receipt !== undefined) {
        const row = this.#fact('expired', queue, kept, { by: kept.holder, receiveCount: kept.receiveCount });
        this.#picture?.expired(queue.name, kept, row);
      }
      this.#comeBack(queue, kept);
    });
  }

  #comeBack(queue: QueueStore, kept: Kept): void {
    if (queue.comeBack(kept)) {
      this.#picture?.waits(queue.name, kept);
      return this.#serve(queue);
    }
    const { deadLetters } = queue.spec;
    const { id, body, receiveCount, tags } = kept;
    this.#fact('deadLettered', queue, kept, { receiveCount });
    this.#picture?.deadLettered(queue.name, kept);
    this.add(this.#durable.queues.get(deadLetters!.queue)!, { id, body, delayMs: 0, tags: { ...tags, deadFrom: queue.name, deadAfterReceives: String(receiveCount) } });
  }

  get #picture(): MessagesPicture | undefined {
    return this.#durable.picture;
  }

  /** Returns the row that shows why: of the cause, else of the fact. */
  #fact(type: string, queue: QueueStore, { id, number }: Kept, more: Readonly<Record<string, unknown>> = {}): number {
    const { world } = this.#node;
    const row = world.history.fact(type, { queue: queue.name, id, number, ...more }, this.#node.id);
    return world.causeRow < 0 ? row : world.causeRow;
  }
}

function messageOf({ id, body, receipt, receiveCount, enqueuedAt, tags }: Kept): Msg {
  return { id, body, receipt: receipt!, receiveCount, enqueuedAt, ...(tags ? { tags } : {}) };
}

