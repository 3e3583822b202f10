import type { Arrival, Doorkeeper, Priority } from '../contract';

/** When its user leaves. */
const PATIENCE_MS = 1_000;
/** What a request takes at the most, nearly always, and a bit. */
const SERVICE_MS = 150;
/** How long a request should wait, at the most. */
const TARGET_MS = 500;
/** So many may always wait. */
const FLOOR = 16;
const WINDOW_MS = 1_000;

interface Waiting {
  readonly id: string;
  readonly since: number;
  /** Later than this it cannot be finished in time. */
  readonly latestStart: number;
}

/** One class: those who wait, and when others of it were begun lately. */
class Line {
  private readonly waiting: Waiting[] = [];
  private readonly begun: number[] = [];

  /** Drops whoever cannot be answered in time any more. */
  private prune(now: number): void {
    while (this.waiting.length > 0 && this.waiting[0]!.latestStart < now) this.waiting.shift();
    while (this.begun.length > 0 && this.begun[0]! < now - WINDOW_MS) this.begun.shift();
  }

  /** Would a newcomer wait too long, at the pace at which this class has been served lately? */
  overloaded(now: number): boolean {
    this.prune(now);
    const head = this.waiting[0];
    if (!head || now - head.since < TARGET_MS / 2) return false;
    return this.waiting.length >= Math.max(FLOOR, (this.begun.length * TARGET_MS) / WINDOW_MS);
  }

  add(request: Waiting): void {
    // ages differ by a few milliseconds: the most urgent first
    let at = this.waiting.length;
    while (at > 0 && this.waiting[at - 1]!.latestStart > request.latestStart) at--;
    this.waiting.splice(at, 0, request);
  }

  take(now: number): string | null {
    this.prune(now);
    const first = this.waiting.shift();
    if (!first) return null;
    this.begun.push(now);
    return first.id;
  }
}

/** Decides which requests a server takes, and in which order it works on them. */
export class Gate implements Doorkeeper {
  private readonly lines: Record<Priority, Line> = { 0: new Line(), 1: new Line(), 2: new Line() };

  /** A request has come in. */
  arrive({ id, priority, ageMs }: Arrival): 'queue' | 'reject' {
    const now = performance.now();
    const line = this.lines[priority];
    if (line.overloaded(now)) return 'reject';
    line.add({ id, since: now, latestStart: now - ageMs + PATIENCE_MS - SERVICE_MS });
    return 'queue';
  }

  /** A worker is free: who is next? */
  next(): string | null {
    const now = performance.now();
    return this.lines[0].take(now) ?? this.lines[1].take(now) ?? this.lines[2].take(now);
  }

  /** A worker has finished a request. */
  done(_id: string, _serviceMs: number): void {}
}
