import { sleep, type FlowItem, type NodeContext, type OfferAnswer, type SinkRequest, type SourceRequest } from 'faultlab';
import type { ConsumerNode, ProducerNode } from '../contract';

const WINDOW = 40;

/** Each item is a call that is answered when the item is stored; so many calls are open at most. */
export class Producer implements ProducerNode {
  private open = 0;
  private readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async onRequest({ item }: SourceRequest): Promise<OfferAnswer> {
    if (this.open >= WINDOW) return 'wait';
    this.open++;
    void this.bring(item);
    return 'taken';
  }

  private async bring(item: FlowItem): Promise<void> {
    for (;;) {
      try {
        await this.ctx.call('consumer', item, { timeoutMs: 400 });
        this.open--;
        return;
      } catch {
        await sleep(10);
      }
    }
  }
}

export class Consumer implements ConsumerNode {
  private readonly ctx: NodeContext;
  private stored = 0;
  private readonly items = new Map<number, FlowItem>();
  private readonly waiting = new Map<number, (() => void)[]>();
  private working = false;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {
    const request: SinkRequest = { op: 'last' };
    this.stored = (await this.ctx.call<{ last: number }>('sink', request)).last;
  }

  onRequest(item: FlowItem): Promise<string> {
    if (item.n <= this.stored) return Promise.resolve('stored');
    this.items.set(item.n, item);
    return new Promise(resolve => {
      this.waiting.set(item.n, [...this.waiting.get(item.n) ?? [], () => resolve('stored')]);
      if (!this.working) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.working = true;
    for (let item = this.items.get(this.stored + 1); item; item = this.items.get(this.stored + 1)) {
      const request: SinkRequest = { op: 'store', item };
      await this.ctx.call('sink', request);
      this.items.delete(item.n);
      this.stored = item.n;
      for (const resolve of this.waiting.get(item.n) ?? []) resolve();
      this.waiting.delete(item.n);
    }
    this.working = false;
  }
}
