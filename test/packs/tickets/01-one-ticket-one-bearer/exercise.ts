import type { Handlers, NodeContext } from 'faultlab';
import type { Answer, Request } from './contract';

export class Door implements Handlers {
  private readonly used = new Set<string>();
  protected readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async onRequest({ ticket }: Request): Promise<Answer> {
    // TODO: what if the process crashes, and what if its answer is lost?
    if (this.used.has(ticket)) return 'used';
    this.used.add(ticket);
    return 'enter';
  }
}
