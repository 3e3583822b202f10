// scenario: times-3
// message: The critical request
// message: until its user left
import type { Arrival, Doorkeeper } from '../contract';

/** Everybody waits for their turn. */
export class Gate implements Doorkeeper {
  private readonly queue: string[] = [];

  arrive({ id }: Arrival): 'queue' | 'reject' {
    this.queue.push(id);
    return 'queue';
  }

  next(): string | null {
    return this.queue.shift() ?? null;
  }

  done(): void {}
}
