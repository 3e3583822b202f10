import type { FlowItem, NodeContext, OfferAnswer, SinkRequest, SourceRequest } from 'faultlab';
import type { ConsumerNode, ProducerNode } from '../contract';

const WINDOW = 60;
const TICK_MS = 20;
/** Ticks without progress until everything that is out is sent again. */
const PATIENCE = 8;

/** Takes only what there is credit for, and sends what came in a tick as one message. */
export class Producer implements ProducerNode {
  private readonly ctx: NodeContext;
  private readonly out: FlowItem[] = [];
  private fresh: FlowItem[] = [];
  private limit = 0;
  private idleTicks = 0;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
    ctx.setTimer('tick', TICK_MS);
  }

  async onRequest({ item }: SourceRequest): Promise<OfferAnswer> {
    if (item.n > this.limit) return 'wait';
    this.fresh.push(item);
    return 'taken';
  }

  onMessage(_from: string, message: unknown): void {
    const stored = message as number;
    if (stored + WINDOW > this.limit) this.idleTicks = 0;
    this.limit = Math.max(this.limit, stored + WINDOW);
    while (this.out.length > 0 && this.out[0]!.n <= stored) this.out.shift();
  }

  onTimer(): void {
    this.ctx.setTimer('tick', TICK_MS);
    this.idleTicks++;
    const again = this.idleTicks >= PATIENCE;
    if (again) this.idleTicks = 0;
    this.out.push(...this.fresh);
    const items = again ? this.out : this.fresh;
    this.fresh = [];
    if (items.length > 0) this.ctx.send('consumer', items);
  }
}

/** Says after every item, and from time to time, which one was stored last. */
export class Consumer implements ConsumerNode {
  private readonly ctx: NodeContext;
  private readonly items = new Map<number, FlowItem>();
  private stored = 0;
  private turn: Promise<void> = Promise.resolve();

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {
    const request: SinkRequest = { op: 'last' };
    this.stored = (await this.ctx.call<{ last: number }>('sink', request)).last;
    this.onTimer();
  }

  onMessage(_from: string, message: unknown): void {
    for (const item of message as FlowItem[]) this.items.set(item.n, item);
    this.turn = this.turn.then(() => this.storeAll());
  }

  onTimer(): void {
    this.ctx.send('producer', this.stored);
    this.ctx.setTimer('say', 50);
  }

  private async storeAll(): Promise<void> {
    for (let item = this.items.get(this.stored + 1); item; item = this.items.get(this.stored + 1)) {
      const request: SinkRequest = { op: 'store', item };
      await this.ctx.call('sink', request);
      this.stored = item.n;
      if (item.n % 4 === 0) this.ctx.send('producer', item.n);
    }
    for (const n of this.items.keys()) if (n <= this.stored) this.items.delete(n);
  }
}
