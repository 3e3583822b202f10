import type { NodeContext } from 'faultlab';

/** Your own: what a stamp holds is up to you. At most 64 bytes as JSON. */
export interface Stamp {
  readonly t: number;
  readonly node: string;
}

/** Stamps the posts of one node. */
export class Clock {
  private readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  /** After a start. TODO: what must a clock still know when its machine comes back? */
  async recover(): Promise<void> {}

  /** For a post that is written here now. */
  stamp(): Stamp {
    return { t: Date.now(), node: this.ctx.id };
  }

  /** A post of another node has arrived. An exception drops it. */
  observe(remote: Stamp): void {
    // TODO: what does this stamp tell us?
  }
}

/** Negative if `a` comes before `b` in the feed, positive if after it. */
export function compare(a: Stamp, b: Stamp): number {
  if (a.t !== b.t) return a.t - b.t;
  return a.node < b.node ? -1 : 1;
}

/** When a post was written, milliseconds since 1970. */
export function wallMs(stamp: Stamp): number {
  return stamp.t;
}
