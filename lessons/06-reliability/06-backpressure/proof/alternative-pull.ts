import { sleep, type FlowItem, type NodeContext, type OfferAnswer, type SinkRequest, type SourceRequest } from 'faultlab';
import type { ConsumerNode, ProducerNode } from '../contract';

/** All below `from` is stored; wanted are at most `max` from there on. */
interface Fetch {
  readonly op: 'fetch';
  readonly stored: number;
  readonly from: number;
  readonly max: number;
}

const MOST_HELD = 120;
const LONG_POLL_MS = 150;
const FETCH_TIMEOUT_MS = 350;
const ROOM = 56;

/** Keeps what it has until the consumer says that it is stored, and answers a fetch when there is something. */
export class Producer implements ProducerNode {
  private held: FlowItem[] = [];
  private wake: () => void = () => {};

  async onRequest(request: SourceRequest | Fetch): Promise<OfferAnswer | never> {
    if (request.op === 'fetch') return await this.fetch(request) as never;
    if (this.held.length >= MOST_HELD) return 'wait';
    this.held.push(request.item);
    this.wake();
    return 'taken';
  }

  private async fetch({ stored, from, max }: Fetch): Promise<FlowItem[]> {
    this.held = this.held.filter(({ n }) => n > stored);
    const there = (): FlowItem[] => this.held.filter(({ n }) => n >= from).slice(0, max);
    if (there().length === 0) await Promise.race([sleep(LONG_POLL_MS), new Promise<void>(resolve => { this.wake = resolve; })]);
    return there();
  }
}

/** Asks for as much as it has room for, while it works on what it has. */
export class Consumer implements ConsumerNode {
  private readonly ctx: NodeContext;
  private readonly queue: FlowItem[] = [];
  private stored = 0;
  private working = false;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {
    const request: SinkRequest = { op: 'last' };
    this.stored = (await this.ctx.call<{ last: number }>('sink', request)).last;
    void this.pull();
  }

  private async pull(): Promise<never> {
    for (;;) {
      const from = (this.queue.at(-1)?.n ?? this.stored) + 1;
      const max = this.stored + ROOM + 1 - from;
      if (max < 4) {
        await sleep(10);
        continue;
      }
      const fetch: Fetch = { op: 'fetch', stored: this.stored, from, max };
      const items = await this.ctx.call<FlowItem[]>('producer', fetch, { timeoutMs: FETCH_TIMEOUT_MS }).catch((): FlowItem[] => []);
      this.queue.push(...items.filter(({ n }) => n >= (this.queue.at(-1)?.n ?? this.stored) + 1));
      if (!this.working) void this.work();
    }
  }

  private async work(): Promise<void> {
    this.working = true;
    for (let item = this.queue[0]; item; item = this.queue[0]) {
      const request: SinkRequest = { op: 'store', item };
      await this.ctx.call('sink', request);
      this.stored = item.n;
      this.queue.shift();
    }
    this.working = false;
  }
}
