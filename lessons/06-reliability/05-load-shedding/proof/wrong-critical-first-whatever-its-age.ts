// scenario: times-3
// message: The server works for those who are gone
import type { Arrival, Doorkeeper } from '../contract';

/** The most important first; nobody is refused, nobody grows old. */
export class Gate implements Doorkeeper {
  private readonly lines: string[][] = [[], [], []];

  arrive({ id, priority }: Arrival): 'queue' | 'reject' {
    this.lines[priority]!.push(id);
    return 'queue';
  }

  next(): string | null {
    for (const line of this.lines) if (line.length > 0) return line.shift()!;
    return null;
  }

  done(): void {}
}
