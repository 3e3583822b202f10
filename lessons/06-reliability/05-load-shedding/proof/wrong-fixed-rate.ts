// scenario: half-the-workers-die
// message: since it lost workers at
import type { Arrival, Doorkeeper } from '../contract';

const LEARNING_MS = 2_000;

/** Learns in its first seconds how much it can do, and never lets more in than a tenth above that. */
export class Gate implements Doorkeeper {
  private readonly queue: string[] = [];
  private readonly bornAt = performance.now();
  private finished = 0;
  private perMs = Infinity;
  private tokens = 20;
  private filledAt = 0;

  arrive({ id }: Arrival): 'queue' | 'reject' {
    const now = performance.now();
    if (this.perMs === Infinity && now - this.bornAt > LEARNING_MS) {
      this.perMs = (1.1 * this.finished) / (now - this.bornAt);
      this.filledAt = now;
    }
    if (this.perMs < Infinity) {
      this.tokens = Math.min(20, this.tokens + this.perMs * (now - this.filledAt));
      this.filledAt = now;
      if (this.tokens < 1) return 'reject';
      this.tokens--;
    }
    this.queue.push(id);
    return 'queue';
  }

  next(): string | null {
    return this.queue.shift() ?? null;
  }

  done(): void {
    this.finished++;
  }
}
