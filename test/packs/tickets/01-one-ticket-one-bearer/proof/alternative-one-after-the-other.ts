import type { Handlers, NodeContext } from 'faultlab';
import type { Answer, Request } from '../contract';

const FILE = 'entered';

/** Serves one visitor after the other, and looks at the disk for each. */
export class Door implements Handlers {
  private readonly ctx: NodeContext;
  private last: Promise<unknown> = Promise.resolve();

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  onRequest(request: Request): Promise<Answer> {
    const answer = this.last.then(() => this.admit(request));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  private async admit({ ticket, visitor }: Request): Promise<Answer> {
    const { disk } = this.ctx;
    const known = (await disk.read(FILE) as Request[]).find(entry => entry.ticket === ticket);
    if (known !== undefined) return known.visitor === visitor ? 'enter' : 'used';
    await disk.append(FILE, { ticket, visitor });
    await disk.sync();
    return 'enter';
  }
}
