import type { Arrival, Doorkeeper } from '../contract';

const STEPS = 64;
const WINDOW_MS = 200;
const TARGET_MS = 150;

/**
 * As in DAGOR: each request has one of many levels, its class and then a number by chance. Above the present level it is refused; the level goes
 * down by some per cent while requests have to wait, and up a little while they do not. The most important are begun first.
 */
export class Gate implements Doorkeeper {
  private readonly lines: { id: string; cameAt: number; sentAt: number }[][] = [[], [], []];
  private level = 3 * STEPS;
  private windowAt = 0;
  private waitedMs = 0;
  private begun = 0;
  private came: number[] = new Array<number>(3 * STEPS + 1).fill(0);

  arrive({ id, priority, ageMs }: Arrival): 'queue' | 'reject' {
    const now = performance.now();
    if (now - this.windowAt > WINDOW_MS) this.turn(now);
    const own = priority * STEPS + Math.floor(Math.random() * STEPS);
    this.came[own]!++;
    if (priority > 0 && own >= this.level) return 'reject';
    this.lines[priority]!.push({ id, cameAt: now, sentAt: now - ageMs });
    return 'queue';
  }

  next(): string | null {
    const now = performance.now();
    for (const line of this.lines) {
      for (let first = line.shift(); first; first = line.shift()) {
        this.waitedMs += now - first.cameAt;
        this.begun++;
        if (now - first.sentAt < 870) return first.id;
      }
    }
    return null;
  }

  done(): void {}

  /** Moves the level so that of those who came in the last window 10 % fewer, or 3 % more, would have been let in. */
  private turn(now: number): void {
    const slow = this.begun === 0 || this.waitedMs / this.begun > TARGET_MS;
    const letIn = (level: number): number => this.came.slice(0, level).reduce((sum, count) => sum + count, 0);
    const wanted = letIn(this.level) * (slow ? 0.9 : 1.05) + (slow ? 0 : 1);
    if (slow) while (this.level > STEPS && letIn(this.level) > wanted) this.level--;
    else while (this.level < 3 * STEPS && letIn(this.level) < wanted) this.level++;
    this.windowAt = now;
    this.waitedMs = 0;
    this.begun = 0;
    this.came = this.came.map(() => 0);
  }
}
