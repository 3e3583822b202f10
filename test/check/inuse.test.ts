import assert from 'node:assert/strict';
import { inUse, mostInUse, type Move } from '../../src/check/inuse.ts';

const moves = (...steps: readonly [group: string, by: 1 | -1][]): Move[] => steps.map(([group, by], index) => ({ group, by, atUs: index * 10 }));

describe('places in use', () => {
  const some = moves(['login', 1], ['search', 1], ['search', 1], ['login', -1], ['search', 1], ['search', -1]);

  it('are counted by who holds them, at any instant', () => {
    assert.deepEqual([...inUse(some)], [['login', 0], ['search', 2]]);
    assert.deepEqual([...inUse(some, 20)], [['login', 1], ['search', 1]]);
  });

  it('are never more than there are', () => {
    assert.equal(mostInUse(some, 3), undefined);
    assert.equal(mostInUse([], 0), undefined);
  });

  it('are most at the first move that made them so, with who held them then', () => {
    const found = mostInUse(some, 1)!;
    assert.deepEqual([found.move, found.total, [...found.held]], [some[2], 3, [['login', 1], ['search', 2]]]);
  });

  it('may be too many again and again: the worst counts, not the first', () => {
    const found = mostInUse(moves(['a', 1], ['a', 1], ['a', -1], ['b', 1], ['b', 1]), 1)!;
    assert.deepEqual([found.move.atUs, found.total, [...found.held]], [40, 3, [['a', 1], ['b', 2]]]);
  });
});
