// scenario: times-3
// message: The critical request
// message: batch
import type { Arrival, Doorkeeper } from '../contract';

/** One queue for all; whoever is too old is left out. */
export class Gate implements Doorkeeper {
  private readonly queue: { id: string; sentAt: number }[] = [];

  arrive({ id, ageMs }: Arrival): 'queue' | 'reject' {
    this.queue.push({ id, sentAt: performance.now() - ageMs });
    return 'queue';
  }

  next(): string | null {
    for (let first = this.queue.shift(); first; first = this.queue.shift()) if (performance.now() - first.sentAt < 850) return first.id;
    return null;
  }

  done(): void {}
}
