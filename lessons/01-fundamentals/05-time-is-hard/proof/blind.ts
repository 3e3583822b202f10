import type { NodeContext } from 'faultlab';

/** A hybrid logical clock for the order, and beside it what the writer's wall clock showed. */
export interface Stamp {
  /** Logical time, in ms since 1970: never behind anything that was known here. */
  readonly l: number;
  /** Counts stamps with the same l. */
  readonly c: number;
  /** The writer's wall clock minus l. */
  readonly d: number;
  readonly n: string;
}

/** Two clocks that keep the promise differ by at most 500 ms; some room for drift and rounding. */
const MAX_WALL_AHEAD = 520;
/** How far ahead of the wall clock logical time is reserved on disk. */
const LEAD = 1000;
/** A restarted node starts at what it had reserved, so l may lead by LEAD + 500 among good clocks. */
const MAX_LOGICAL_AHEAD = 3000;

const FILE = 'reserved';

/** Stamps the posts of one node. */
export class Clock {
  private readonly ctx: NodeContext;
  private l = 0;
  private c = 0;
  /** Known to be on disk: after a crash this node starts here. */
  private reserved = 0;
  private reserving = false;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {
    const records = await this.ctx.disk.read(FILE);
    let last = 0;
    for (const record of records) if (typeof record === 'number' && record > last) last = record;
    this.l = last;
    this.c = 0;
    // The counter at `last` may have been used: begin one later.
    if (last > 0) this.l = last + 1;
    await this.reserve();
  }

  /** For a post that is written here now. */
  stamp(): Stamp {
    const wall = Math.floor(Date.now());
    // Never go on one's own beyond what is safely on disk; the counter goes on meanwhile.
    const physical = Math.min(wall, this.reserved);
    if (physical > this.l) {
      this.l = physical;
      this.c = 0;
    } else {
      this.c += 1;
    }
    this.extend(wall);
    return { l: this.l, c: this.c, d: wall - this.l, n: this.ctx.id };
  }

  /** A post of another node has arrived. An exception drops it. */
  observe(remote: Stamp): void {
    const wall = Math.floor(Date.now());
    if (remote.l + remote.d > wall + MAX_WALL_AHEAD) throw new Error(`clock of ${remote.n} is ${remote.l + remote.d - wall} ms ahead`);
    if (remote.l > wall + MAX_LOGICAL_AHEAD) throw new Error(`logical time of ${remote.n} is ${remote.l - wall} ms ahead`);
    if (remote.l > this.l) {
      this.l = remote.l;
      this.c = remote.c;
    } else if (remote.l === this.l) {
      this.c = Math.max(this.c, remote.c);
    }
    this.extend(wall);
  }

  private extend(wall: number): void {
    if (this.reserving) return;
    if (Math.max(this.l, wall + LEAD / 2) <= this.reserved) return;
    this.reserving = true;
    this.reserve()
      .catch((error: unknown) => this.ctx.note('could not reserve', String(error)))
      .finally(() => {
        this.reserving = false;
      });
  }

  private async reserve(): Promise<void> {
    const until = Math.max(this.l, Math.floor(Date.now()) + LEAD);
    await this.ctx.disk.append(FILE, until);
    await this.ctx.disk.sync();
    this.reserved = Math.max(this.reserved, until);
  }
}

/** Negative if `a` comes before `b` in the feed, positive if after it. */
export function compare(a: Stamp, b: Stamp): number {
  if (a.l !== b.l) return a.l - b.l;
  if (a.c !== b.c) return a.c - b.c;
  return a.n < b.n ? -1 : a.n > b.n ? 1 : 0;
}

/** When a post was written, milliseconds since 1970. */
export function wallMs(stamp: Stamp): number {
  return stamp.l + stamp.d;
}
