import type { FlowItem, NodeContext, OfferAnswer, SinkRequest, SourceRequest } from 'faultlab';
import type { ConsumerNode, ProducerNode } from '../contract';

/** Items the consumer lets be under way or waiting: above rate × round trip (16 at 80 ms), below its memory (64). */
const WINDOW = 48;
/** Items the producer keeps (memory: 256). */
const PRODUCER_ROOM = 200;
/** The consumer repeats where it is, so that a lost message does no harm. */
const REPEAT_MS = 100;
/** An item that the consumer does not know after so long is sent again: above a round trip with delays. */
const RESEND_MS = 250;
/** The sink loses nothing: an answer that is slow is still to come. */
const STORE_TIMEOUT_MS = 10_000;

/** Producer to consumer. */
interface Items {
  readonly items: readonly FlowItem[];
}

/** Consumer to producer. Only positions: lost, doubled or late, it does no harm. */
interface Status {
  /** Everything up to here is stored. */
  readonly stored: number;
  /** There is room for everything up to here. */
  readonly limit: number;
  /** Received, not stored. Never trusted for longer than until the next status: a crash forgets them. */
  readonly have: readonly number[];
}

interface Entry {
  readonly item: FlowItem;
  /** Undefined if it was not sent yet. */
  sentAt: number | undefined;
}

/** Runs on the node `producer`. */
export class Producer implements ProducerNode {
  private readonly ctx: NodeContext;
  /** Taken and not known to be stored, in order. */
  private entries: Entry[] = [];
  private taken = 0;
  private stored = 0;
  private limit = 0;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async onRequest({ item }: SourceRequest): Promise<OfferAnswer> {
    if (item.n <= this.taken) return 'taken';
    if (this.entries.length >= PRODUCER_ROOM) return 'wait';
    this.taken = item.n;
    this.entries.push({ item, sentAt: undefined });
    this.pump(undefined);
    return 'taken';
  }

  onMessage(_from: string, message: unknown): void {
    const status = message as Status;
    this.stored = Math.max(this.stored, status.stored);
    this.limit = Math.max(this.limit, status.limit);
    this.entries = this.entries.filter((entry) => entry.item.n > this.stored);
    this.pump(new Set(status.have));
  }

  /** Sends what there is room for: what is new, and, if it is known what has arrived, what seems to be lost. */
  private pump(have: ReadonlySet<number> | undefined): void {
    const now = performance.now();
    const items: FlowItem[] = [];
    for (const entry of this.entries) {
      if (entry.item.n > this.limit) break;
      const isNew = entry.sentAt === undefined;
      const isLost = entry.sentAt !== undefined && have !== undefined && !have.has(entry.item.n)
        && now - entry.sentAt >= RESEND_MS;
      if (!isNew && !isLost) continue;
      entry.sentAt = now;
      items.push(entry.item);
    }
    if (items.length === 0) return;
    const message: Items = { items };
    this.ctx.send('consumer', message);
  }
}

/** Runs on the node `consumer`. */
export class Consumer implements ConsumerNode {
  private readonly ctx: NodeContext;
  private readonly held = new Map<number, FlowItem>();
  private stored = 0;
  private working = false;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {
    await this.askSink();
    this.onTimer();
  }

  onTimer(): void {
    this.sendStatus();
    this.ctx.setTimer('status', REPEAT_MS);
  }

  onMessage(_from: string, message: unknown): void {
    for (const item of (message as Items).items) {
      if (item.n > this.stored) this.held.set(item.n, item);
    }
    if (!this.working) void this.work();
  }

  private async work(): Promise<void> {
    this.working = true;
    for (let item = this.held.get(this.stored + 1); item; item = this.held.get(this.stored + 1)) {
      try {
        const request: SinkRequest = { op: 'store', item };
        await this.ctx.call('sink', request, { timeoutMs: STORE_TIMEOUT_MS });
        this.stored = item.n;
        this.held.delete(item.n);
      } catch {
        // Perhaps it is stored, perhaps not.
        await this.askSink();
      }
      this.sendStatus();
    }
    this.working = false;
  }

  /** The sink alone knows what is stored. */
  private async askSink(): Promise<void> {
    for (;;) {
      try {
        const request: SinkRequest = { op: 'last' };
        const { last } = await this.ctx.call<{ last: number }>('sink', request);
        this.stored = last;
        for (const n of [...this.held.keys()]) if (n <= last) this.held.delete(n);
        return;
      } catch {
        // Again: without an answer nothing can be stored safely.
      }
    }
  }

  private sendStatus(): void {
    const status: Status = { stored: this.stored, limit: this.stored + WINDOW, have: [...this.held.keys()] };
    this.ctx.send('producer', status);
  }
}
