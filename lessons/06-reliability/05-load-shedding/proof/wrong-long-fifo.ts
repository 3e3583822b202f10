// scenario: times-3
// message: The critical request
// message: and its user had left at an age of 1 s
import type { Arrival, Doorkeeper } from '../contract';

/** A long queue, so that hardly anybody is refused. */
export class Gate implements Doorkeeper {
  private readonly queue: string[] = [];

  arrive({ id }: Arrival): 'queue' | 'reject' {
    if (this.queue.length >= 400) return 'reject';
    this.queue.push(id);
    return 'queue';
  }

  next(): string | null {
    return this.queue.shift() ?? null;
  }

  done(): void {}
}
