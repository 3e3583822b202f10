import assert from 'node:assert/strict';
import { tokenOrder, type FencedOperation } from '../../src/check/fencing.ts';

type Short = readonly [op: FencedOperation['op'], token: number, arrivedMs: number, answeredMs: number, value?: unknown, rest?: Partial<FencedOperation>];

const found = (...operations: readonly Short[]): string | undefined => tokenOrder(operations.map(([op, token, arrivedMs, answeredMs, value, rest]) => ({
  resource: 's1', lock: 'A', token, op, ...(op === 'claim' ? {} : { key: 'k' }), value, ok: true, from: `w${token}`, arrivedUs: arrivedMs * 1_000, answeredUs: answeredMs * 1_000, row: -1, ...rest,
})))?.message;

describe('the order of tokens', () => {
  it('holds if nothing older is written after anything newer', () => {
    assert.equal(found(['read', 8, 0, 5, undefined], ['write', 8, 10, 15, 1], ['read', 9, 20, 25, 1], ['write', 8, 30, 31, 2, { ok: false }], ['write', 9, 30, 35, 3]), undefined);
  });

  it('is broken by a write that arrives after a newer operation was answered', () => {
    assert.match(found(['read', 9, 0, 5, undefined], ['write', 8, 6, 10, 1])!, /^s1 carried out w8's write of k with token 8 of lock A \(answered at 0\.01 s\) after a read of k with token 9 \(answered at 0\.01 s\): /);
    assert.match(found(['write', 9, 0, 5, 2], ['write', 8, 5, 10, 1])!, /after a write of k with token 9/);
    assert.match(found(['claim', 9, 0, 5], ['write', 8, 6, 10, 1])!, /after a claim with token 9/);
  });

  it('is broken by a write that a newer read has not seen, even if both are open at a time', () => {
    assert.notEqual(found(['read', 9, 5, 8, undefined], ['write', 8, 0, 20, 1]), undefined);
    assert.notEqual(found(['write', 7, 0, 2, 'old'], ['read', 9, 5, 8, 'old'], ['write', 8, 3, 20, 1]), undefined);
    assert.equal(found(['read', 9, 5, 8, 1], ['write', 8, 0, 20, 1]), undefined, 'seen');
    assert.equal(found(['write', 8, 0, 20, 1], ['write', 9, 21, 25, 2], ['read', 10, 26, 28, 2]), undefined, 'something newer seen');
    assert.equal(found(['write', 9, 5, 20, 2], ['write', 8, 0, 20, 1]), undefined, 'either order is possible');
    assert.equal(found(['write', 8, 0, 5, 1], ['read', 9, 6, 10, undefined]), undefined, 'lost, not late');
  });

  it('asks nothing of other locks, other keys, other resources, equal tokens and reads', () => {
    assert.equal(found(['read', 90, 0, 5, undefined, { lock: 'B' }], ['write', 8, 6, 10, 1]), undefined);
    assert.equal(found(['read', 9, 0, 5, undefined, { key: 'other' }], ['write', 8, 6, 10, 1]), undefined);
    assert.equal(found(['read', 9, 0, 5, undefined, { resource: 's2' }], ['write', 8, 6, 10, 1]), undefined);
    assert.equal(found(['write', 8, 0, 5, 1], ['write', 8, 6, 10, 1]), undefined);
    assert.equal(found(['write', 9, 0, 5, 1], ['read', 8, 6, 10, 1]), undefined);
  });

  it('names the earliest', () => {
    assert.match(found(['claim', 9, 0, 1], ['write', 8, 50, 60, 1], ['write', 7, 10, 20, 2])!, /w7's write/);
  });
});
