import { mix } from './random.ts';

/** The hash of everything that happened in a run, in order. The same in explore and in record mode. */
export class RunHash {
  private low = 0x243f6a88;
  private high = 0x13198a2e;

  add(value: number): void {
    const word = value | 0;
    const low = Math.imul(this.low ^ word, 0x9e3779b1);
    this.low = low ^ (low >>> 15);
    const top = word === value ? 0 : (value / 4294967296) | 0;
    const high = Math.imul(this.high ^ this.low ^ top, 0x85ebca6b);
    this.high = high ^ (high >>> 13);
  }

  /** 16 hexadecimal digits. */
  toString(): string {
    return hex(mix(this.low ^ this.high)) + hex(mix(this.high));
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
