// scenario: times-3
// message: The critical request
// message: was refused at
// message: batch
import type { Arrival, Doorkeeper } from '../contract';

/** A short queue for everybody. */
export class Gate implements Doorkeeper {
  private readonly queue: string[] = [];

  arrive({ id }: Arrival): 'queue' | 'reject' {
    if (this.queue.length >= 20) return 'reject';
    this.queue.push(id);
    return 'queue';
  }

  next(): string | null {
    return this.queue.shift() ?? null;
  }

  done(): void {}
}
