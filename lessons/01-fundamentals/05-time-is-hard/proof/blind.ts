import type { NodeContext } from 'faultlab';

/** Order and time are two things: `c` (with `n`) sorts, `w` tells the time. */
export interface Stamp {
  /** Lamport counter: higher than that of every post written or read here before. */
  readonly c: number;
  /** What the wall clock of the node showed. */
  readonly w: number;
  readonly n: string;
}

const FILE = 'reserved';
/** So many counts are reserved on disk at once; a crash wastes what is left of them. */
const RESERVE = 1_000_000;

/** Stamps the posts of one node. */
export class Clock {
  private readonly ctx: NodeContext;
  /** The highest count written or read here. */
  private count = 0;
  /** Durable: no stamp of this node has a higher count. */
  private reserved = 0;
  private reserving = false;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  /** Every count up to the reserved one may have been used before the crash. */
  async recover(): Promise<void> {
    const records = await this.ctx.disk.read(FILE);
    this.reserved = (records[0] as number | undefined) ?? 0;
    this.count = this.reserved;
    await this.reserve();
  }

  /** For a post that is written here now. */
  stamp(): Stamp {
    if (this.count >= this.reserved) {
      // For some milliseconds, after a post from far ahead: a stamp given now could be given again after a crash.
      void this.reserve();
      throw new Error('no counts reserved');
    }
    this.count += 1;
    void this.reserve();
    return { c: this.count, w: Math.round(Date.now()), n: this.ctx.id };
  }

  /** A post of another node has arrived. Nobody's wall clock has a say in the order, so there is none to distrust. */
  observe(remote: Stamp): void {
    if (remote.c > this.count) this.count = remote.c;
    void this.reserve();
  }

  private async reserve(): Promise<void> {
    if (this.reserving) return;
    this.reserving = true;
    try {
      while (this.reserved - this.count < RESERVE / 2) {
        const next = this.count + RESERVE;
        await this.ctx.disk.write(FILE, [next]);
        await this.ctx.disk.sync();
        this.reserved = next;
      }
    } finally {
      this.reserving = false;
    }
  }
}

/** Negative if `a` comes before `b` in the feed, positive if after it. */
export function compare(a: Stamp, b: Stamp): number {
  if (a.c !== b.c) return a.c - b.c;
  if (a.n === b.n) return 0;
  return a.n < b.n ? -1 : 1;
}

/** When a post was written, milliseconds since 1970. */
export function wallMs(stamp: Stamp): number {
  return stamp.w;
}
