import type { Arrival, Doorkeeper } from '../contract';

interface Waiting {
  readonly id: string;
  /** The server's clock when the user sent it. */
  readonly sentMs: number;
}

const PATIENCE_MS = 1_000;
/** Hardly any request takes longer than this: begun later, it would be done for nobody. */
const SERVICE_MS = 120;

/** Most important first; within a class first come, first served; what cannot be done in time is never begun. */
export class Gate implements Doorkeeper {
  private readonly queues: readonly [Waiting[], Waiting[], Waiting[]] = [[], [], []];

  /** A request has come in. */
  arrive({ id, priority, ageMs }: Arrival): 'queue' | 'reject' {
    this.queues[priority].push({ id, sentMs: performance.now() - ageMs });
    return 'queue';
  }

  /** A worker is free: who is next? */
  next(): string | null {
    const tooOld = performance.now() - (PATIENCE_MS - SERVICE_MS);
    for (const queue of this.queues) {
      let late = 0;
      for (const { sentMs } of queue) {
        if (sentMs >= tooOld) break;
        late++;
      }
      if (late > 0) queue.splice(0, late);
    }
    for (const queue of this.queues) {
      const first = queue.shift();
      if (first !== undefined) return first.id;
    }
    return null;
  }

  /** A worker has finished a request. */
  done(_id: string, _serviceMs: number): void {}
}
