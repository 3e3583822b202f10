// scenario: same-millisecond
// message: it was written at
// message: s earlier
import type { NodeContext } from 'faultlab';

interface Stamp {
  readonly t: number;
  readonly node: string;
}

/** One more than everything known, in milliseconds. */
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

  observe({ t }: Stamp): void {
    if (t > Date.now() + 10_000) throw new Error('from the future');
    this.last = Math.max(this.last, t);
  }
}

export function compare(a: Stamp, b: Stamp): number {
  return a.t - b.t || (a.node < b.node ? -1 : 1);
}

export function wallMs({ t }: Stamp): number {
  return t;
}
