import type { FlowItem, NodeContext, OfferAnswer, SinkRequest, SourceRequest } from 'faultlab';
import type { ConsumerNode, ProducerNode } from './contract';

/** Runs on the node `producer`. */
export class Producer implements ProducerNode {
  private readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async onRequest({ item }: SourceRequest): Promise<OfferAnswer> {
    // TODO: how does the producer know how much the consumer has room for?
    this.ctx.send('consumer', item);
    return 'taken';
  }
}

/** Runs on the node `consumer`. */
export class Consumer implements ConsumerNode {
  private readonly ctx: NodeContext;
  private readonly queue: FlowItem[] = [];
  private working = false;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  onMessage(_from: string, message: unknown): void {
    this.queue.push(message as FlowItem);
    if (!this.working) void this.work();
  }

  private async work(): Promise<void> {
    this.working = true;
    for (let item = this.queue.shift(); item; item = this.queue.shift()) {
      const request: SinkRequest = { op: 'store', item };
      await this.ctx.call('sink', request);
    }
    this.working = false;
  }
}
