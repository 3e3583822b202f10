// scenario: synchronised
// message: dropped p
import type { NodeContext } from 'faultlab';

interface Stamp {
  readonly n: number;
  readonly t: number;
  readonly node: string;
}

/** Whoever reads nothing never reads an answer before its question. */
export class Clock {
  private n = 0;
  private readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {}

  stamp(): Stamp {
    return { n: ++this.n, t: Date.now(), node: this.ctx.id };
  }

  observe(): void {
    throw new Error('not now');
  }
}

export function compare(a: Stamp, b: Stamp): number {
  return a.n - b.n || (a.node < b.node ? -1 : 1);
}

export function wallMs({ t }: Stamp): number {
  return t;
}
