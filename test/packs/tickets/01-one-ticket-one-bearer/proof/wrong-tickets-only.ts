// scenario: crash-while-answering
// message: nobody else has ever shown it
import type { Handlers, NodeContext } from 'faultlab';
import type { Answer, Request } from '../contract';

const FILE = 'used';

export class Door implements Handlers {
  private readonly used = new Set<string>();
  private readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {
    for (const ticket of await this.ctx.disk.read(FILE) as string[]) this.used.add(ticket);
  }

  async onRequest({ ticket }: Request): Promise<Answer> {
    if (this.used.has(ticket)) return 'used';
    this.used.add(ticket);
    await this.ctx.disk.append(FILE, ticket);
    await this.ctx.disk.sync();
    return 'enter';
  }
}
