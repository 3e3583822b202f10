// scenario: fast-source
// message: consumer held 65 items
import type { FlowItem, NodeContext, OfferAnswer, SinkRequest, SourceRequest } from 'faultlab';
import type { ConsumerNode, ProducerNode } from '../contract';

/** Items that may be on their way or wait at the consumer: three times what the sink stores in the longest round trip. */
const WINDOW = 100;
const MOST_HELD = 128;
/** The consumer says where it stands after so many items, and after that long in any case. */
const GRANT_EVERY = 8;
const GRANT_EVERY_MS = 100;
/** If nothing more is stored for that long, something was lost. */
const RESEND_MS = 200;

/** A position, not a step: one that is lost, doubled or late does no harm. */
interface Grant {
  /** All items up to this one are stored. */
  readonly stored: number;
  /** The last item that may be sent. */
  readonly upTo: number;
}

export class Producer implements ProducerNode {
  private readonly ctx: NodeContext;
  /** Taken and not known to be stored, in order. */
  private held: FlowItem[] = [];
  private stored = 0;
  private upTo = 0;
  /** Last item that was sent. */
  private sent = 0;
  private storedBefore = 0;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
    ctx.setTimer('resend', RESEND_MS);
  }

  async onRequest({ item }: SourceRequest): Promise<OfferAnswer> {
    if (this.held.length >= MOST_HELD) return 'wait';
    this.held.push(item);
    this.send();
    return 'taken';
  }

  onMessage(_from: string, message: unknown): void {
    const { stored, upTo } = message as Grant;
    this.stored = Math.max(this.stored, stored);
    this.upTo = Math.max(this.upTo, upTo);
    this.held = this.held.filter(({ n }) => n > this.stored);
    this.send();
  }

  onTimer(): void {
    if (this.stored === this.storedBefore) this.sent = this.stored;
    this.storedBefore = this.stored;
    this.send();
    this.ctx.setTimer('resend', RESEND_MS);
  }

  private send(): void {
    for (const item of this.held) {
      if (item.n <= this.sent) continue;
      if (item.n > this.upTo) return;
      this.ctx.send('consumer', item);
      this.sent = item.n;
    }
  }
}

export class Consumer implements ConsumerNode {
  private readonly ctx: NodeContext;
  private readonly waiting = new Map<number, FlowItem>();
  private stored = 0;
  private working = false;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {
    const request: SinkRequest = { op: 'last' };
    this.stored = (await this.ctx.call<{ last: number }>('sink', request)).last;
    this.onTimer();
  }

  onMessage(_from: string, message: unknown): void {
    const item = message as FlowItem;
    if (item.n > this.stored) this.waiting.set(item.n, item);
    if (!this.working) void this.work();
  }

  onTimer(): void {
    this.grant();
    this.ctx.setTimer('grant', GRANT_EVERY_MS);
  }

  private async work(): Promise<void> {
    this.working = true;
    for (let item = this.waiting.get(this.stored + 1); item; item = this.waiting.get(this.stored + 1)) {
      const request: SinkRequest = { op: 'store', item };
      await this.ctx.call('sink', request);
      this.waiting.delete(item.n);
      this.stored = item.n;
      if (item.n % GRANT_EVERY === 0) this.grant();
    }
    this.working = false;
  }

  private grant(): void {
    const grant: Grant = { stored: this.stored, upTo: this.stored + WINDOW };
    this.ctx.send('producer', grant);
  }
}
