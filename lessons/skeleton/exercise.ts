import type { Handlers, NodeContext } from 'faultlab';
import type { Answer, Request } from './contract';

export class GuestBook implements Handlers {
  private readonly names: string[] = [];

  constructor(private readonly ctx: NodeContext) {}

  async onRequest(request: Request): Promise<Answer> {
    if (request.op === 'read') return this.names;
    // TODO: a visitor who hears "signed" must find the name in the book for ever.
    this.names.push(request.name);
    return 'signed';
  }
}
