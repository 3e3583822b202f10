import { writeUtf8 } from './bytes.ts';

/** Most texts fit in, and an array made for each would cost more than all the rest. */
const scratch = new Uint8Array(3_000);

/** The first half of the hash of a text's UTF-8 bytes. */
export function hash64(text: string): bigint {
  const bytes = 3 * text.length <= scratch.length ? scratch : new Uint8Array(3 * text.length);
  const [high, low] = murmur3(bytes, writeUtf8(text, bytes));
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

/**
 * MurmurHash3_x86_128 (Austin Appleby, public domain) of the first `length` bytes, seed 0, as four 32-bit words. Not for
 * secrets: collisions are easy to make.
 */
export function murmur3(bytes: Uint8Array, length = bytes.length): [number, number, number, number] {
  const rest = length & ~15;
  let [h1, h2, h3, h4] = [0, 0, 0, 0];
  for (let at = 0; at < rest; at += 16) {
    h1 ^= scrambled(word(bytes, at, length), C1, 15, C2);
    h1 = (Math.imul(rotated(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
    h2 ^= scrambled(word(bytes, at + 4, length), C2, 16, C3);
    h2 = (Math.imul(rotated(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
    h3 ^= scrambled(word(bytes, at + 8, length), C3, 17, C4);
    h3 = (Math.imul(rotated(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
    h4 ^= scrambled(word(bytes, at + 12, length), C4, 18, C1);
    h4 = (Math.imul(rotated(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
  }
  h1 ^= scrambled(word(bytes, rest, length), C1, 15, C2) ^ length;
  h2 ^= scrambled(word(bytes, rest + 4, length), C2, 16, C3) ^ length;
  h3 ^= scrambled(word(bytes, rest + 8, length), C3, 17, C4) ^ length;
  h4 ^= scrambled(word(bytes, rest + 12, length), C4, 18, C1) ^ length;
  let sum = (h1 + h2 + h3 + h4) | 0;
  h1 = finished(sum);
  h2 = finished(h2 + sum);
  h3 = finished(h3 + sum);
  h4 = finished(h4 + sum);
  sum = (h1 + h2 + h3 + h4) | 0;
  return [sum, (h2 + sum) | 0, (h3 + sum) | 0, (h4 + sum) | 0];
}

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

const rotated = (x: number, by: number): number => (x << by) | (x >>> (32 - by));
const scrambled = (k: number, first: number, by: number, second: number): number => Math.imul(rotated(Math.imul(k, first), by), second);

/** Little-endian; what lies beyond the end counts as 0. */
function word(bytes: Uint8Array, at: number, length: number): number {
  if (at + 4 <= length) return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  let value = 0;
  for (let i = at; i < length; i++) value |= bytes[i]! << (8 * (i - at));
  return value;
}

function finished(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
