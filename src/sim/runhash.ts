import { mix } from './random.ts';

/** The hash of everything that happened in a run, in order. The same in explore and in record mode. */
export class RunHash {
  private low = 0x243f6a88;
  private high = 0x13198a2e;

  /** Two whole numbers, of which the lower 32 bits count. */
  add(a: number, b: number): void {
    this.low = Math.imul(this.low ^ a, 0x9e3779b1);
    this.low ^= this.low >>> 15;
    this.high = Math.imul(this.high ^ this.low ^ b, 0x85ebca6b);
    this.high ^= this.high >>> 13;
  }

  /** 16 hexadecimal digits. */
  toString(): string {
    return hex(mix(this.low ^ this.high)) + hex(mix(this.high));
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
