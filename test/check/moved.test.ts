import assert from 'node:assert/strict';
import { emptiest, fullest, moved, partsOf } from '../../src/check/moved.ts';

const LEFT = { node: 'c', kind: 'left' } as const;
const JOINED = { node: 'c', kind: 'joined' } as const;

describe('moved', () => {
  it('finds nothing needless where only the changed member takes part', () => {
    assert.deepEqual(moved([['a'], ['c'], ['c']], [['a'], ['a'], ['b']], LEFT), { count: 2, needless: [], heirs: new Map([['a', 1], ['b', 1]]) });
    assert.deepEqual(moved([['a'], ['b'], ['b']], [['a'], ['c'], ['b']], JOINED), { count: 1, needless: [], heirs: new Map([['c', 1]]) });
    assert.deepEqual(moved([['a', 'c'], ['b', 'a']], [['a', 'b'], ['b', 'a']], LEFT).needless, []);
  });

  it('names keys that went between others', () => {
    assert.deepEqual(moved([['a'], ['c']], [['b'], ['a']], LEFT).needless, [{ key: 0, from: ['a'], to: ['b'] }]);
    assert.deepEqual(moved([['a'], ['b']], [['b'], ['c']], JOINED).needless, [{ key: 0, from: ['a'], to: ['b'] }]);
    assert.deepEqual(moved([['c']], [['a']], { node: 'c', kind: 'grew' }).needless, [{ key: 0, from: ['c'], to: ['a'] }]);
  });

  it('allows one copy of a key to be replaced, in whatever order copies are', () => {
    assert.deepEqual(moved([['a', 'b', 'c']], [['b', 'a', 'd']], LEFT).needless, []);
    assert.deepEqual(moved([['a', 'b', 'c']], [['a', 'd', 'e']], LEFT).needless, [{ key: 0, from: ['b', 'c'], to: ['d', 'e'] }]);
  });

  it('compares parts with weights', () => {
    const parts = partsOf([['a'], ['a'], ['a'], ['b']], new Map([['a', 1], ['b', 3], ['c', 1]]));
    assert.deepEqual(fullest(parts), { node: 'a', keys: 3, ratio: 3.75 });
    assert.deepEqual(emptiest(parts), { node: 'c', keys: 0, ratio: 0 });
    assert.equal(parts[1]!.ratio, 1.25 / 3);
  });
});
