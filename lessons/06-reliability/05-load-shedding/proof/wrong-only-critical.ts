// scenario: times-3
// message: people are sent away for whom there was time
import type { Arrival, Doorkeeper } from '../contract';

/** When anybody waits, only critical requests are let in. */
export class Gate implements Doorkeeper {
  private readonly queue: string[] = [];
  private calmAt = 0;

  arrive({ id, priority }: Arrival): 'queue' | 'reject' {
    const now = performance.now();
    if (this.queue.length > 10) this.calmAt = now + 5_000;
    if (priority > 0 && now < this.calmAt) return 'reject';
    this.queue.push(id);
    return 'queue';
  }

  next(): string | null {
    return this.queue.shift() ?? null;
  }

  done(): void {}
}
