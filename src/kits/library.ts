import { Busy, Fenced, KitError, Refused, Unknown } from './errors.ts';
import { utf8 } from './hashes/bytes.ts';
import { hash64 } from './hashes/murmur3.ts';
import { hex, hmacSha256, sha256 } from './hashes/sha256.ts';

/** Values of the modules that learner code may import, by specifier. */
export type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The values that each process gets for itself, on its own clock. */
export function libraryFor(startTimer: (delayMs: number, fire: () => void) => void): Values {
  const sleep = (ms: number): Promise<void> => new Promise(resolve => {
    startTimer(ms, resolve);
  });
  return { faultlab: { Busy, Fenced, KitError, Refused, Unknown, sleep: sleep.bind(undefined), ...HASHES } };
}

/** Bound: their source cannot be read. Frozen: all processes have them in common. */
const HASHES = {
  hash64: ((text: string): bigint => hash64(String(text))).bind(undefined),
  sha256Hex: ((text: string): string => hex(sha256(utf8(String(text))))).bind(undefined),
  hmacSha256Hex: ((key: string, text: string): string => hex(hmacSha256(utf8(String(key)), utf8(String(text))))).bind(undefined),
};
for (const hash of Object.values(HASHES)) Object.freeze(hash);
