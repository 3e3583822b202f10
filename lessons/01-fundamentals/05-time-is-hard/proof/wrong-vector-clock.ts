// scenario: crooked
// message: bytes; 64 are allowed
import type { NodeContext } from 'faultlab';

interface Stamp {
  readonly t: number;
  readonly node: string;
  readonly seen: Readonly<Record<string, number>>;
}

/** One counter for each node: knows more than is asked for, and grows with the cluster. */
export class Clock {
  private readonly seen: Record<string, number> = {};
  private readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async recover(): Promise<void> {}

  stamp(): Stamp {
    const { id } = this.ctx;
    this.seen[id] = (this.seen[id] ?? 0) + 1;
    return { t: Date.now(), node: id, seen: { ...this.seen } };
  }

  observe({ seen }: Stamp): void {
    for (const [id, count] of Object.entries(seen)) this.seen[id] = Math.max(count, this.seen[id] ?? 0);
  }
}

const sum = ({ seen }: Stamp): number => Object.values(seen).reduce((total, count) => total + count, 0);

export function compare(a: Stamp, b: Stamp): number {
  return sum(a) - sum(b) || (a.node < b.node ? -1 : 1);
}

export function wallMs({ t }: Stamp): number {
  return t;
}
