import type { Arrival, Doorkeeper } from '../contract';

const TARGET_MS = 200;
const FOR_MS = 200;

/** As in CoDel: if for a while nobody was begun sooner than after the target, the queue stands; then it takes only what is critical or hardly waits. */
export class Gate implements Doorkeeper {
  private readonly lines: { id: string; cameAt: number; sentAt: number }[][] = [[], [], []];
  private readonly goodAt = [0, 0, 0];

  arrive({ id, priority, ageMs }: Arrival): 'queue' | 'reject' {
    const now = performance.now();
    const line = this.lines[priority]!;
    if (line.length === 0) this.goodAt[priority] = now;
    const standing = now - this.goodAt[priority]! > FOR_MS;
    if (standing && line.length > 0 && now - line[0]!.cameAt > TARGET_MS) {
      if (priority > 0 || now - line[0]!.cameAt > 700) return 'reject';
    }
    line.push({ id, cameAt: now, sentAt: now - ageMs });
    return 'queue';
  }

  next(): string | null {
    const now = performance.now();
    for (const [priority, line] of this.lines.entries()) {
      for (let first = line.shift(); first; first = line.shift()) {
        if (now - first.cameAt < TARGET_MS) this.goodAt[priority] = now;
        if (now - first.sentAt < 870) return first.id;
      }
    }
    return null;
  }

  done(): void {}
}
