import assert from 'node:assert/strict';
import { bestAssignment, isBalanced, type Item } from '../../src/check/assignment.ts';

const items = (count: number, takers: readonly string[], prefix = 'A'): Item[] => Array.from({ length: count }, (_, index) => ({ id: `${prefix}${index}`, takers }));
const owned = (...lists: readonly (readonly [string, number])[]): Map<string, string> => {
  let next = 0;
  return new Map(lists.flatMap(([taker, count]) => Array.from({ length: count }, () => [`A${next++}`, taker] as const)));
};

describe('the best assignment', () => {
  it('is even, and moves only what it must', () => {
    const all = ['a', 'b', 'c'];
    assert.deepEqual(bestAssignment(all, items(7, all)), { loads: [3, 2, 2], moves: 0 });
    assert.deepEqual(bestAssignment(all, items(12, all), owned(['a', 6], ['b', 6])), { loads: [4, 4, 4], moves: 4 });
    assert.deepEqual(bestAssignment(all, items(13, all), owned(['a', 7], ['b', 6])), { loads: [5, 4, 4], moves: 4 });
  });

  it('counts no move for what nobody had', () => {
    assert.deepEqual(bestAssignment(['a', 'b'], items(4, ['a', 'b']), owned(['a', 2])), { loads: [2, 2], moves: 0 });
  });

  it('gives nobody what it may not have', () => {
    const best = bestAssignment(['a', 'b', 'c'], [...items(6, ['a'], 'B'), ...items(4, ['a', 'b', 'c'])]);
    assert.deepEqual(best.loads, [6, 2, 2]);
  });

  it('finds a chain where no single move helps', () => {
    const before = new Map([['B0', 'x'], ['B1', 'x'], ['B2', 'x'], ['A0', 'z'], ['A1', 'z'], ['A2', 'y']]);
    const all = [...items(3, ['x', 'z'], 'B'), ...items(3, ['y', 'z'])];
    assert.deepEqual(bestAssignment(['x', 'y', 'z'], all, before), { loads: [2, 2, 2], moves: 2 });
  });

  it('knows what is as even', () => {
    const best = bestAssignment(['a', 'b'], items(5, ['a', 'b']));
    assert.ok(isBalanced([2, 3], best));
    assert.ok(!isBalanced([1, 4], best));
    assert.ok(!isBalanced([2, 2], best));
  });
});
