/**
 * Randomness of a run. Every consumer has a stream of its own, derived from the run's seed and a name, so that a
 * draw added in one place shifts no other. Keyed draws have no state at all: the same key gives the same number
 * however often and in whatever order it is asked.
 */

/** 32-bit hash of a text (FNV-1a, finished with murmur3's mixer). */
export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h);
}

/** murmur3's 32-bit finaliser: every input bit reaches every output bit. */
export function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const TWO_POW_MINUS_32 = 2.3283064365386963e-10;

/** A stateful stream: sfc32 (PractRand; Chris Doty-Humphrey, 2010), 2^-32 resolution. */
export class RandomStream {
  private a = 0;
  private b = 0;
  private c = 0;
  private counter = 1;
  private readonly name: number;

  constructor(seed: number, name: string) {
    this.name = hashText(name) | 0;
    this.redraw(seed);
  }

  /** From now on it is the stream of another run. */
  redraw(seed: number): void {
    this.a = mix(seed | 0);
    this.b = this.name;
    this.c = mix((seed / 4294967296) | 0) ^ 0x9e3779b9;
    this.counter = 1;
    for (let i = 0; i < 12; i++) this.next32();
  }

  next32(): number {
    const t = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + t | 0;
    return t >>> 0;
  }

  /** Uniform in [0, 1). */
  next(): number {
    return this.next32() * TWO_POW_MINUS_32;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number in [low, high]. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)]!;
  }

  /** Fisher–Yates, on a copy. */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = this.integer(0, i);
      [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
    }
    return shuffled;
  }
}

/** A family of keyed draws: uniform in (0, 1), a pure function of seed, name and up to three whole numbers. */
export class KeyedDraws {
  private base = 0;
  private readonly name: number;

  constructor(seed: number, name: string) {
    this.name = hashText(name);
    this.redraw(seed);
  }

  /** From now on they are the draws of another run. */
  redraw(seed: number): void {
    this.base = mix(mix(seed | 0) ^ this.name ^ ((seed / 4294967296) | 0));
  }

  at(a: number, b = 0, c = 0): number {
    let h = mix(this.base ^ Math.imul(a + 1, 0x9e3779b1));
    h = mix(h ^ Math.imul(b + 1, 0x85ebca77));
    h = mix(h ^ Math.imul(c + 1, 0xc2b2ae3d));
    return (h + 0.5) * TWO_POW_MINUS_32;
  }
}
