// scenario: crooked
// message: claims 1970-01-01
import type { NodeContext } from 'faultlab';

interface Stamp {
  readonly n: number;
  readonly node: string;
}

/** Lamport's clock: a right order, and no time. */
export class Clock {
  private n = 0;
  private readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {}

  stamp(): Stamp {
    return { n: ++this.n, node: this.ctx.id };
  }

  observe({ n }: Stamp): void {
    this.n = Math.max(this.n, n);
  }
}

export function compare(a: Stamp, b: Stamp): number {
  return a.n - b.n || (a.node < b.node ? -1 : 1);
}

export function wallMs({ n }: Stamp): number {
  return n;
}
