import type { NodeContext } from 'faultlab';

interface Stamp {
  readonly n: number;
  readonly t: number;
  readonly node: string;
}

/** Numbers are reserved on disk in blocks: after a crash the next block begins. */
const BLOCK = 10_000;

/** Lamport's number for the order, and the wall clock's time beside it, which nobody takes over. */
export class Clock {
  private n = 0;
  private reserved = 0;
  private readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {
    const [reserved] = await this.ctx.disk.read('reserved') as number[];
    this.n = reserved ?? 0;
    await this.reserve();
  }

  stamp(): Stamp {
    this.n++;
    if (this.n > this.reserved - BLOCK / 2) void this.reserve();
    return { n: this.n, t: Date.now(), node: this.ctx.id };
  }

  observe({ n }: Stamp): void {
    this.n = Math.max(this.n, n);
  }

  private async reserve(): Promise<void> {
    this.reserved = this.n + BLOCK;
    await this.ctx.disk.write('reserved', [this.reserved]);
    await this.ctx.disk.sync();
  }
}

export function compare(a: Stamp, b: Stamp): number {
  return a.n - b.n || (a.node < b.node ? -1 : 1);
}

export function wallMs({ t }: Stamp): number {
  return t;
}
