import type { Handlers, NodeContext } from 'faultlab';
import type { Answer, Request } from '../contract';

const LOG = 'bearers';

interface Entry {
  readonly visitor: string;
  readonly durable: Promise<void>;
}

export class Door implements Handlers {
  private readonly bearers = new Map<string, Entry>();
  protected readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {
    const records = (await this.ctx.disk.read(LOG)) as unknown as [string, string][];
    for (const [ticket, visitor] of records ?? []) {
      if (!this.bearers.has(ticket)) this.bearers.set(ticket, { visitor, durable: Promise.resolve() });
    }
    await this.ctx.disk.sync();
  }

  async onRequest({ ticket, visitor }: Request): Promise<Answer> {
    let entry = this.bearers.get(ticket);
    if (entry === undefined) {
      // Claimed before the first await, so that overlapping requests see it.
      entry = { visitor, durable: this.note(ticket, visitor) };
      this.bearers.set(ticket, entry);
    }
    await entry.durable;
    return entry.visitor === visitor ? 'enter' : 'used';
  }

  private async note(ticket: string, visitor: string): Promise<void> {
    await this.ctx.disk.append(LOG, [ticket, visitor]);
    await this.ctx.disk.sync();
  }
}
