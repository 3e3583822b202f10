// scenario: times-3
// message: The critical request
// message: was neither refused nor begun until its user left
// message: batch
import type { Arrival, Doorkeeper } from '../contract';

/** Whoever came last is served first: that one still waits. */
export class Gate implements Doorkeeper {
  private readonly stack: string[] = [];

  arrive({ id }: Arrival): 'queue' | 'reject' {
    this.stack.push(id);
    return 'queue';
  }

  next(): string | null {
    return this.stack.pop() ?? null;
  }

  done(): void {}
}
