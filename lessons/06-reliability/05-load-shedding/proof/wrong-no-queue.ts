// scenario: busy
// message: was refused at
import type { Arrival, Doorkeeper } from '../contract';

const GUESSED_WORKERS = 8;

/** A worker must be free, else it is refused: a queue is only waiting. */
export class Gate implements Doorkeeper {
  private held: string[] = [];
  private atWork = 0;

  arrive({ id }: Arrival): 'queue' | 'reject' {
    if (this.atWork + this.held.length >= GUESSED_WORKERS) return 'reject';
    this.held.push(id);
    return 'queue';
  }

  next(): string | null {
    const id = this.held.shift() ?? null;
    if (id !== null) this.atWork++;
    return id;
  }

  done(): void {
    this.atWork--;
  }
}
