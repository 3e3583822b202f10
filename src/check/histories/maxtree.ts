/** Numbers by place, all -Infinity at first, of which the greatest in a range is found in logarithmic time. */
export class MaxTree {
  private readonly leaves: number;
  private readonly numbers: Float64Array;

  constructor(places: number) {
    this.leaves = 1;
    while (this.leaves < places) this.leaves *= 2;
    this.numbers = new Float64Array(2 * this.leaves).fill(-Infinity);
  }

  get(place: number): number {
    return this.numbers[this.leaves + place]!;
  }

  set(place: number, number: number): void {
    const { numbers } = this;
    let at = this.leaves + place;
    numbers[at] = number;
    for (at >>= 1; at >= 1; at >>= 1) numbers[at] = Math.max(numbers[2 * at]!, numbers[2 * at + 1]!);
  }

  /** The place of the greatest from one place to before another; -1 if all are -Infinity. */
  best(from: number, end: number): number {
    const { numbers } = this;
    let best = 0;
    const look = (at: number): void => {
      if (numbers[at]! > (best === 0 ? -Infinity : numbers[best]!)) best = at;
    };
    for (let low = from + this.leaves, high = end + this.leaves; low < high; low >>= 1, high >>= 1) {
      if ((low & 1) === 1) look(low++);
      if ((high & 1) === 1) look(--high);
    }
    if (best === 0) return -1;
    while (best < this.leaves) best = numbers[2 * best]! === numbers[best]! ? 2 * best : 2 * best + 1;
    return best - this.leaves;
  }
}
