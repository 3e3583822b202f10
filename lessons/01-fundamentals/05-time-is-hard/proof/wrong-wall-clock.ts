// scenario: crooked
// message: the feed shows
// message: an effect without its cause
import type { NodeContext } from 'faultlab';

interface Stamp {
  readonly t: number;
  readonly node: string;
}

/** The time of day, at least one more than the last. */
export class Clock {
  private last = 0;
  private readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {}

  stamp(): Stamp {
    this.last = Math.max(Date.now(), this.last + 1);
    return { t: this.last, node: this.ctx.id };
  }

  observe(): void {}
}

export function compare(a: Stamp, b: Stamp): number {
  return a.t - b.t || (a.node < b.node ? -1 : 1);
}

export function wallMs({ t }: Stamp): number {
  return t;
}
