import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { utf8 } from '../../../src/kits/hashes/bytes.ts';
import { murmur3 } from '../../../src/kits/hashes/murmur3.ts';
import { libraryFor } from '../../../src/kits/library.ts';

const { hash64, sha256Hex, hmacSha256Hex } = libraryFor(() => {})['faultlab'] as {
  hash64(text: string): bigint; sha256Hex(text: string): string; hmacSha256Hex(key: string, text: string): string;
};

const TEXTS = ['', 'a', 'faultlab', 'Grüße, 世界 🌍', ...[55, 56, 63, 64, 65, 119, 120, 1_000].map(length => 'x'.repeat(length)), 'ä'.repeat(5_000), '\ud800 lone'];

describe('hashes', () => {
  it('encode text as the platform does', () => {
    for (const text of TEXTS) assert.deepEqual([...utf8(text)], [...new TextEncoder().encode(text)]);
  });

  it('are SHA-256 and HMAC', () => {
    for (const text of TEXTS) {
      assert.equal(sha256Hex(text), createHash('sha256').update(new TextEncoder().encode(text)).digest('hex'));
      for (const key of ['', 'k', 'k'.repeat(64), 'k'.repeat(65)]) assert.equal(hmacSha256Hex(key, text), createHmac('sha256', key).update(new TextEncoder().encode(text)).digest('hex'));
    }
  });

  it('are MurmurHash3_x86_128', () => {
    const words = (text: string): string => murmur3(utf8(text)).map(word => (word >>> 0).toString(16).padStart(8, '0')).join('');
    assert.equal(words("I will not buy this tobacconist's, it is scratched."), '9b5b7ba2ef3f7866889adeaf00f3f98e');
    assert.equal(words('01234'), '35c5b3ee7b3b211600ae108800ae1088');
    assert.equal(words(''), '0'.repeat(32));
    assert.equal(hash64("I will not buy this tobacconist's, it is scratched.").toString(16), '9b5b7ba2ef3f7866');
  });

  it('spread texts that differ in little', () => {
    const buckets = Array(16).fill(0) as number[];
    for (let i = 0; i < 16_000; i++) buckets[Number(hash64(`cache-${i}`) >> 60n)]!++;
    assert.ok(buckets.every(count => count > 850 && count < 1_150), buckets.join());
  });
});
