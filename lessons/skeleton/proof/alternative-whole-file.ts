import type { Handlers, NodeContext } from 'faultlab';
import type { Answer, Request } from '../contract';

const FILE = 'names';

/** Reads and writes the whole book for each visitor, one after the other. */
export class GuestBook implements Handlers {
  private readonly ctx: NodeContext;
  private last: Promise<unknown> = Promise.resolve();

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  onRequest(request: Request): Promise<Answer> {
    const done = this.last.then(() => this.handle(request));
    this.last = done.catch(() => undefined);
    return done;
  }

  private async handle(request: Request): Promise<Answer> {
    const { disk } = this.ctx;
    const names = await disk.read(FILE) as string[];
    if (request.op === 'read') return names;
    await disk.write(FILE, [...names, request.name]);
    await disk.sync();
    return 'signed';
  }
}
