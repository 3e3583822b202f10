import assert from 'node:assert/strict';
import fc from 'fast-check';
import { linearizable } from '../../src/check/linearizable.ts';
import type { Operation, Outcome } from '../../src/sim/history.ts';
import { operations, type Line } from './history.ts';
import { runOf } from './runs.ts';

const write = (client: string, value: string, fromS: number, toS: number, outcome: Outcome = 'ok'): Line => [client, 'write', 'k', value, outcome, fromS, toS];
const read = (client: string, value: string | undefined, fromS: number, toS: number, outcome: Outcome = 'ok'): Line => [client, 'read', 'k', value, outcome, fromS, toS];
const judge = (...lines: Line[]) => linearizable(runOf({ operations: operations(lines) }));

describe('linearizable', () => {
  it('accepts what one copy could have answered', () => {
    assert.equal(judge(), undefined);
    assert.equal(judge(read('a', undefined, 0, 1), write('b', 'x', 1, 2), read('a', 'x', 3, 4)), undefined);
    assert.equal(judge(write('a', 'x', 0, 9), read('b', undefined, 1, 2), read('b', 'x', 3, 4)), undefined, 'a write may take effect at any time while it is open');
    assert.equal(judge(write('a', 'x', 0, 5), write('b', 'y', 0, 5), read('c', 'y', 6, 7), read('d', 'y', 6, 7)), undefined, 'concurrent writes in either order');
    assert.equal(judge(write('a', 'x', 0, 1), write('b', 'y', 2, 8), read('c', 'y', 3, 6), read('d', 'x', 3, 6)), undefined, 'concurrent reads may differ');
  });

  it('judges each key by itself', () => {
    assert.equal(judge(write('a', 'x', 0, 1), ['b', 'read', 'other', undefined, 'ok', 2, 3]), undefined);
  });

  it('finds a read that missed a finished write, and names the three operations', () => {
    const found = judge(write('a', 'x', 0, 1), write('b', 'y', 2, 3), read('c', 'x', 4, 5), read('d', 'x', 6, 7));
    assert.equal(found?.kind, 'order');
    assert.deepEqual(found.operations.map(({ client }) => client), ['a', 'b', 'c']);
    assert.equal(found.atUs, 5e6, 'it is evident when the first such read is answered');
    assert.match(found.message, /^A read of k missed a finished write: a wrote x at c1 from 0 s to 1 s; b wrote y at c1 from 2 s to 3 s; c read x at c1 from 4 s to 5 s\./);
    assert.equal(judge(write('a', 'x', 0, 1), read('b', undefined, 2, 3))?.kind, 'order', 'the initial value is old too');
  });

  it('finds reads that go back, even while the write is open for ever', () => {
    const found = judge(write('a', 'x', 0, 1), write('b', 'y', 2, 4, 'info'), read('c', 'x', 3, 4), read('d', 'y', 5, 6), read('e', 'x', 7, 8));
    assert.equal(found?.kind, 'order');
    assert.match(found.message, /^Reads of k disagree about which is newer, y or x:/);
    assert.deepEqual(found.operations.map(({ client }) => client), ['a', 'b', 'd', 'e']);
  });

  it('tells of an operation what became of it later', () => {
    const found = judge(write('a', 'x', 0, 1), write('b', 'y', 2, 9), read('c', 'y', 3, 4), read('d', 'x', 5, 6));
    assert.equal(found?.atUs, 6e6);
    assert.match(found.message, /b wrote y at c1 from 2 s to 9 s/);
  });

  it('accepts an ambiguous write now, later or never', () => {
    const open = write('a', 'x', 0, 1, 'info');
    assert.equal(judge(open, read('b', undefined, 2, 3), read('b', undefined, 50, 51)), undefined);
    assert.equal(judge(open, read('b', undefined, 2, 3), read('b', 'x', 50, 51)), undefined);
    assert.equal(judge(open, read('b', 'x', 2, 3), read('b', undefined, 50, 51))?.kind, 'order');
  });

  it('finds the value of a write that was answered as not done, whenever it is read', () => {
    assert.equal(judge(write('a', 'x', 0, 5, 'fail'), read('b', undefined, 6, 7)), undefined);
    const found = judge(write('a', 'x', 0, 5, 'fail'), read('b', 'x', 6, 7));
    assert.equal(found?.kind, 'undone');
    assert.equal(found.atUs, 7e6);
    assert.equal(judge(write('a', 'x', 0, 5, 'fail'), read('b', 'x', 1, 2))?.atUs, 5e6, 'it was still open when it was read');
  });

  it('finds a value that nobody wrote, or not yet', () => {
    assert.equal(judge(read('b', 'x', 6, 7))?.kind, 'unwritten');
    assert.equal(judge(read('b', 'x', 1, 2), write('a', 'x', 3, 4))?.kind, 'unwritten');
  });

  it('ignores reads without an answer', () => {
    assert.equal(judge(write('a', 'x', 0, 1), read('b', undefined, 2, 3, 'info'), read('b', undefined, 2, 3, 'fail')), undefined);
  });

  it('agrees with a search through all orders', () => {
    const seen = { good: 0, bad: 0 };
    fc.assert(fc.property(smallHistory, lines => {
      const expected = hasOrder(operations(lines));
      seen[expected ? 'good' : 'bad']++;
      assert.equal(judge(...lines) === undefined, expected);
    }), { numRuns: 4_000, seed: 7 });
    assert.ok(seen.good > 800 && seen.bad > 800, JSON.stringify(seen));
  });

  it('names operations that are contradictory by themselves, at the first instant at which they are', () => {
    fc.assert(fc.property(smallHistory, lines => {
      const run = runOf({ operations: operations(lines) });
      const found = linearizable(run);
      if (!found) return;
      const known = (untilUs: number) => run.operations.filter(({ invokedUs }) => invokedUs <= untilUs).map((operation): Operation => (operation.completedUs <= untilUs ? operation : { ...operation, outcome: 'info', completedUs: Infinity }));
      assert.equal(hasOrder(known(found.atUs)), false);
      assert.equal(hasOrder(known(found.atUs - 1)), true);
      const named = new Set(found.operations.map(({ id }) => id));
      const others = run.operations.filter(({ id, f }) => !named.has(id) && f === 'write').map((operation): Operation => ({ ...operation, outcome: 'info', completedUs: Infinity }));
      assert.equal(hasOrder([...found.operations, ...others]), false);
    }), { numRuns: 2_000, seed: 8 });
  });
});

const span = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 4 }));

/** Up to three writes of different values and five reads of them, at whole seconds so that instants often coincide. */
const smallHistory: fc.Arbitrary<Line[]> = fc.record({
  writes: fc.array(fc.tuple(span, fc.constantFrom<Outcome>('ok', 'ok', 'ok', 'info', 'fail')), { minLength: 1, maxLength: 3 }),
  reads: fc.array(fc.tuple(span, fc.integer({ min: -1, max: 2 })), { minLength: 1, maxLength: 5 }),
}).map(({ writes, reads }) => [
  ...writes.map(([[from, lasts], outcome], i) => write(`w${i}`, `v${i}`, from, from + lasts, outcome)),
  ...reads.map(([[from, lasts], value], i) => read(`r${i}`, value < 0 ? undefined : `v${Math.min(value, writes.length - 1)}`, from + 1, from + 1 + lasts)),
]);

/** Whether some order of the operations explains all answers, found by trying them all. */
function hasOrder(operations: readonly Operation[]): boolean {
  const happened = operations.filter(({ f, outcome }) => outcome === 'ok' || (f === 'write' && outcome === 'info'));
  const search = (left: readonly Operation[], value: unknown): boolean => left.every(({ outcome }) => outcome === 'info') || left.some(next => {
    if (left.some(other => other.completedUs < next.invokedUs)) return false;
    if (next.f === 'read' && next.output !== value) return false;
    return search(left.filter(other => other !== next), next.f === 'write' ? next.input : value);
  });
  return search(happened, undefined);
}
