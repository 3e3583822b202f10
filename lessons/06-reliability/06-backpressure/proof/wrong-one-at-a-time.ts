// scenario: long-wire
// message: the sink stored
// message: it was idle
// message: it waited
import { sleep, type FlowItem, type NodeContext, type OfferAnswer, type SinkRequest, type SourceRequest } from 'faultlab';
import type { ConsumerNode, ProducerNode } from '../contract';

/** The next item leaves when the one before is stored. */
export class Producer implements ProducerNode {
  private readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async onRequest({ item }: SourceRequest): Promise<OfferAnswer> {
    try {
      await this.ctx.call('consumer', item, { timeoutMs: 300 });
      return 'taken';
    } catch {
      return 'wait';
    }
  }
}

export class Consumer implements ConsumerNode {
  private readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async onRequest(item: FlowItem): Promise<string> {
    const last: SinkRequest = { op: 'last' };
    const store: SinkRequest = { op: 'store', item };
    while ((await this.ctx.call<{ last: number }>('sink', last)).last < item.n - 1) await sleep(5);
    if ((await this.ctx.call<{ last: number }>('sink', last)).last < item.n) await this.ctx.call('sink', store);
    return 'stored';
  }
}
