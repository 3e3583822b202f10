import type { Handlers, NodeContext } from 'faultlab';
import type { Answer, Request } from '../contract';

const FILE = 'entered';

export class Door implements Handlers {
  private readonly bearers = new Map<string, string>();
  private readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {
    for (const { ticket, visitor } of await this.ctx.disk.read(FILE) as Request[]) this.bearers.set(ticket, visitor);
  }

  async onRequest({ ticket, visitor }: Request): Promise<Answer> {
    const { disk } = this.ctx;
    const bearer = this.bearers.get(ticket);
    if (bearer !== undefined && bearer !== visitor) return 'used';
    if (bearer === undefined) {
      this.bearers.set(ticket, visitor);
      await disk.append(FILE, { ticket, visitor });
    }
    await disk.sync();
    return 'enter';
  }
}
