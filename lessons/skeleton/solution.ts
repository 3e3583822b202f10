import type { Handlers, NodeContext } from 'faultlab';
import type { Answer, Request } from './contract';

const FILE = 'names';

export class GuestBook implements Handlers {
  private names: string[] = [];
  private readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {
    this.names = await this.ctx.disk.read(FILE) as string[];
  }

  async onRequest(request: Request): Promise<Answer> {
    if (request.op === 'read') return this.names;
    await this.ctx.disk.append(FILE, request.name);
    await this.ctx.disk.sync();
    this.names.push(request.name);
    return 'signed';
  }
}
