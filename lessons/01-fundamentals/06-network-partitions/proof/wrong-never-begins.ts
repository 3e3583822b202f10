// scenario: clean-split
// message: no run says anything about it
import type { Handlers, NodeContext } from 'faultlab';
import type { Side, Verdict } from '../contract';

/** Nobody can be wrong who is still starting. */
export class Prober implements Handlers {
  protected readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  recover(): Promise<void> {
    return new Promise(() => {});
  }

  onMessage(): void {}

  onTimer(): void {}

  verdict(): Verdict {
    return 'ok';
  }

  side(): Side {
    return 'cut-off';
  }
}
