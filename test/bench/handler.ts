/** A learner's handler, some of whose work is asynchronous. */
export const HANDLER = `
export class Handler {
  private readonly seen = new Map<number, number>();
  private total = 0;

  handle(now: number, key: number): number {
    const count = (this.seen.get(key) ?? 0) + 1;
    this.seen.set(key, count);
    let backoff = 1;
    for (let i = 0; i < Math.min(count, 3); i++) backoff *= 2;
    this.total += backoff;
    return (now + this.total) % 7;
  }

  async work(next: () => Promise<number>): Promise<void> {
    for (let key = await next(); ; key = await next()) this.handle(key, key % 100);
  }
}`;

export interface Handler {
  handle(now: number, key: number): number;
  /** Handles what comes for ever. */
  work(next: () => Promise<number>): Promise<void>;
}
