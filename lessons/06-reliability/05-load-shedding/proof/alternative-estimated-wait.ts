import type { Arrival, Doorkeeper } from '../contract';

/** Knows how many it finishes in a second, and from that how long each class would have to wait. */
export class Gate implements Doorkeeper {
  private readonly lines: { id: string; sentAt: number }[][] = [[], [], []];
  /** Finished and arrived in the present window, and a second's worth of the last ones. */
  private perSecond = 100;
  private busyRate = 200;
  private finished = 0;
  private cameOf = [0, 0, 0];
  private rateOf = [0, 0, 0];
  private windowAt = 0;

  arrive({ id, priority, ageMs }: Arrival): 'queue' | 'reject' {
    const now = performance.now();
    if (now - this.windowAt >= 250) this.turn(now);
    this.cameOf[priority]!++;
    let ahead = 0;
    let left = this.busyRate;
    for (let level = 0; level <= priority; level++) {
      ahead += this.lines[level]!.length;
      if (level < priority) left -= this.rateOf[level]!;
    }
    const waitMs = ahead === 0 ? 0 : (1_000 * ahead) / Math.max(left, 1);
    if (waitMs > (priority === 0 ? 800 : 600)) return 'reject';
    this.lines[priority]!.push({ id, sentAt: now - ageMs });
    return 'queue';
  }

  next(): string | null {
    const now = performance.now();
    for (const line of this.lines) for (let first = line.shift(); first; first = line.shift()) if (now - first.sentAt < 860) return first.id;
    return null;
  }

  done(): void {
    this.finished++;
  }

  private turn(now: number): void {
    const seconds = (now - this.windowAt) / 1_000;
    this.perSecond = this.finished / seconds;
    const someWait = this.lines.some(line => line.length > 3);
    if (someWait || this.perSecond > this.busyRate) this.busyRate = 0.5 * this.busyRate + 0.5 * this.perSecond;
    this.rateOf = this.cameOf.map(count => count / seconds);
    this.cameOf = [0, 0, 0];
    this.finished = 0;
    this.windowAt = now;
  }
}
