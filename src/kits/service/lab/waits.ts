/** Width of a bucket, and how many there are; the last one holds whatever is longer. */
const WIDTH_MS = 10;
const BUCKETS = 600;

/** How long pages took, counted in steps of 10 ms. */
export class Waits {
  private readonly counts = new Uint32Array(BUCKETS);
  private total = 0;

  add(ms: number): void {
    this.counts[Math.min(BUCKETS - 1, Math.floor(ms / WIDTH_MS))]!++;
    this.total++;
  }

  addAll({ counts, total }: Waits): void {
    for (let i = 0; i < BUCKETS; i++) this.counts[i]! += counts[i]!;
    this.total += total;
  }

  /** The end of the bucket that at least this share of the waits do not go beyond; 0 of none. */
  quantileMs(share: number): number {
    const rank = share * this.total;
    let seen = 0;
    for (let i = 0; i < BUCKETS && this.total > 0; i++) {
      seen += this.counts[i]!;
      if (seen >= rank) return (i + 1) * WIDTH_MS;
    }
    return 0;
  }

  static of(all: readonly Waits[]): Waits {
    const sum = new Waits();
    for (const each of all) sum.addAll(each);
    return sum;
  }
}
