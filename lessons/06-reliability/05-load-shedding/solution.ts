import type { Arrival, Doorkeeper } from './contract';

const PATIENCE_MS = 1_000;
/** Few requests take longer: whoever is older than `PATIENCE_MS` less this is not worth beginning. */
const WORK_MS = 120;
/** A request is refused if it would have to wait for longer, by priority. */
const MOST_WAIT_MS = [750, 500, 400];

interface Waiting {
  readonly id: string;
  readonly sentAt: number;
}

export class Gate implements Doorkeeper {
  private readonly lines = MOST_WAIT_MS.map(mostMs => new Line(mostMs));

  arrive({ id, priority, ageMs }: Arrival): 'queue' | 'reject' {
    const now = performance.now();
    const line = this.lines[priority]!;
    if (line.expectedMs(now) > line.mostMs) return 'reject';
    line.add({ id, sentAt: now - ageMs }, now);
    return 'queue';
  }

  next(): string | null {
    const now = performance.now();
    for (const line of this.lines) {
      for (let first = line.take(now); first; first = line.take(now)) {
        if (now - first.sentAt <= PATIENCE_MS - WORK_MS) return first.id;
      }
    }
    return null;
  }

  done(): void {}
}

/** Those of one priority, first come, first served. Nobody says how fast it moves: it looks at itself. */
class Line {
  readonly mostMs: number;
  private readonly waiting: Waiting[] = [];
  /** For how long somebody is the first, on average. */
  private stepMs = 5;
  /** Since when the present first one is. */
  private since = 0;

  constructor(mostMs: number) {
    this.mostMs = mostMs;
  }

  /** How long the line would take for somebody who comes now. */
  expectedMs(now: number): number {
    const { length } = this.waiting;
    return length === 0 ? 0 : (length - 1) * this.stepMs + Math.max(this.stepMs, now - this.since);
  }

  add(request: Waiting, now: number): void {
    if (this.waiting.length === 0) this.since = now;
    this.waiting.push(request);
  }

  take(now: number): Waiting | undefined {
    const first = this.waiting.shift();
    if (first) this.stepMs += 0.05 * (now - this.since - this.stepMs);
    this.since = now;
    return first;
  }
}
