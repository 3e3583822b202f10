import type { Arrival, Doorkeeper } from './contract';

/** Decides which requests a server takes, and in which order it works on them. */
export class Gate implements Doorkeeper {
  private readonly queue: string[] = [];

  /** A request has come in. */
  arrive({ id }: Arrival): 'queue' | 'reject' {
    // TODO: who is refused, and when? Does everybody who waits still want an answer?
    if (this.queue.length >= 400) return 'reject';
    this.queue.push(id);
    return 'queue';
  }

  /** A worker is free: who is next? */
  next(): string | null {
    return this.queue.shift() ?? null;
  }

  /** A worker has finished a request. */
  done(_id: string, _serviceMs: number): void {}
}
