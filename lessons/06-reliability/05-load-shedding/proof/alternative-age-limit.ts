import type { Arrival, Doorkeeper } from '../contract';

/** The most important first; whoever could not be finished in time any more is left out. Nobody is refused. */
export class Gate implements Doorkeeper {
  private readonly lines: { id: string; sentAt: number }[][] = [[], [], []];

  arrive({ id, priority, ageMs }: Arrival): 'queue' | 'reject' {
    this.lines[priority]!.push({ id, sentAt: performance.now() - ageMs });
    return 'queue';
  }

  next(): string | null {
    const oldest = performance.now() - 880;
    for (const line of this.lines) for (let first = line.shift(); first; first = line.shift()) if (first.sentAt >= oldest) return first.id;
    return null;
  }

  done(): void {}
}
