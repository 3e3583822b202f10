import type { NodeContext } from 'faultlab';

/** A time, and a number where one millisecond is not enough. */
export interface Stamp {
  readonly t: number;
  readonly n: number;
  readonly node: string;
}

/** Two clocks that keep the promise differ by no more. */
const MAX_AHEAD_MS = 500;
/** How far ahead stamps are promised on disk. */
const RESERVED_MS = 1_000;

/** A hybrid logical clock: the wall clock's time where it is ahead, else the highest time heard of and a counter. */
export class Clock {
  private readonly ctx: NodeContext;
  private t = 0;
  private n = 0;
  /** On disk: no stamp of this node is above it. */
  private ceilingMs = 0;
  private isRaising = false;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {
    const [ceilingMs] = await this.ctx.disk.read('ceiling') as number[];
    this.t = Math.max(Date.now(), (ceilingMs ?? 0) + 1);
    await this.raise();
  }

  stamp(): Stamp {
    this.advance(Date.now(), 0);
    this.n++;
    if (!this.isRaising && this.t > this.ceilingMs - RESERVED_MS / 2) void this.raise();
    return { t: this.t, n: this.n, node: this.ctx.id };
  }

  observe({ t, n }: Stamp): void {
    if (t > Date.now() + MAX_AHEAD_MS) throw new Error('from the future');
    this.advance(t, n);
  }

  private advance(t: number, n: number): void {
    if (t > this.t) {
      this.t = t;
      this.n = n;
    } else if (t === this.t) this.n = Math.max(this.n, n);
  }

  private async raise(): Promise<void> {
    this.isRaising = true;
    const ceilingMs = this.t + RESERVED_MS;
    await this.ctx.disk.write('ceiling', [ceilingMs]);
    await this.ctx.disk.sync();
    this.ceilingMs = ceilingMs;
    this.isRaising = false;
  }
}

export function compare(a: Stamp, b: Stamp): number {
  return a.t - b.t || a.n - b.n || (a.node < b.node ? -1 : 1);
}

export function wallMs({ t }: Stamp): number {
  return t;
}
