/** Which commits a replica has applied. */
export class Replication {
  lagUs: number;
  stalled = false;
  private readonly now: () => number;
  private waiting: { readonly csn: number; readonly atUs: number }[] = [];
  private csn: number;

  /** It has everything up to `csn` at the beginning. */
  constructor(now: () => number, csn: number, lagMs: number) {
    this.now = now;
    this.csn = csn;
    this.lagUs = lagMs * 1_000;
  }

  committed(csn: number): void {
    this.applied();
    this.waiting.push({ csn, atUs: this.now() });
  }

  /** Number of the last one. */
  applied(): number {
    const untilUs = this.now() - this.lagUs;
    while (!this.stalled && this.waiting.length > 0 && this.waiting[0]!.atUs <= untilUs) this.csn = this.waiting.shift()!.csn;
    return this.csn;
  }

  /** The replica has become the primary, and another one follows it. */
  promoted(): void {
    this.waiting = [];
  }
}
