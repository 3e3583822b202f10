import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Contradiction, Model } from '../../src/check/linearization/model.ts';
import { register } from '../../src/check/linearization/register.ts';
import { linearizationOf, type Order } from '../../src/check/linearization/search.ts';
import type { Operation, Outcome } from '../../src/sim/history.ts';
import { operations, type Line } from './history.ts';

const outcomes = fc.constantFrom<Outcome>('ok', 'ok', 'ok', 'info', 'fail');
const span = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 4 }));

describe('orders of operations', () => {
  it('explain a history, with what each operation left', () => {
    const history = operations([['a', 'write', 'k', 'x', 'ok', 0, 5], ['b', 'read', 'k', undefined, 'ok', 1, 2], ['c', 'read', 'k', 'x', 'ok', 3, 4], ['d', 'write', 'k', 'y', 'fail', 0, 9]]);
    const { found, order } = linearizationOf(register, history);
    assert.equal(found, 'order');
    assert.deepEqual(order!.operations.map(({ client }) => client), ['b', 'a', 'c']);
    assert.deepEqual(order!.states, [undefined, 'x', 'x']);
  });

  it('place a write without an answer only where its value was read', () => {
    const open: Line = ['a', 'write', 'k', 'x', 'info', 0, 1];
    assert.deepEqual(linearizationOf(register, operations([open, ['b', 'read', 'k', undefined, 'ok', 50, 51]])).order!.operations.map(({ client }) => client), ['b']);
    assert.deepEqual(linearizationOf(register, operations([open, ['b', 'read', 'k', undefined, 'ok', 50, 51], ['c', 'read', 'k', 'x', 'ok', 60, 61]])).order!.operations.map(({ client }) => client), ['b', 'a', 'c']);
  });

  it('end where the answers contradict each other', () => {
    const history = operations([['a', 'write', 'k', 'x', 'ok', 0, 1], ['b', 'write', 'k', 'y', 'ok', 2, 3], ['c', 'read', 'k', 'x', 'ok', 4, 5], ['d', 'read', 'k', 'y', 'ok', 6, 7]]);
    const { found, partial } = linearizationOf(register, history);
    assert.equal(found, 'none');
    assert.deepEqual(partial.get(history[0]!)!.operations.map(({ client }) => client), ['a', 'b']);
    assert.deepEqual(history.map(operation => partial.has(operation)), [true, true, false, false]);
  });

  it('are said to be unknown where too many would have to be tried', () => {
    const writes = Array.from({ length: 12 }, (_, i): Line => [`w${i}`, 'write', 'k', `v${i}`, 'ok', 0, 9]);
    const { found, states } = linearizationOf(register, operations([...writes, ['r', 'read', 'k', 'made up', 'ok', 10, 11]]), 13 * 500);
    assert.deepEqual([found, states], ['unknown', 501]);
    const many = Array.from({ length: 2_001 }, (_, i): Line => ['w', 'write', 'k', `v${i}`, 'ok', 2 * i, 2 * i + 1]);
    assert.equal(linearizationOf(register, operations(many)).found, 'unknown');
  });

  for (const [name, model, history] of [['register', register, registerHistory()], ['counter', counter(), counterHistory()]] as const) {
    it(`of a ${name} agree with trying them all`, () => {
      const seen = { order: 0, none: 0, unknown: 0 };
      fc.assert(fc.property(history, lines => {
        const all = operations(lines);
        const { found, order, partial } = linearizationOf(model as Model<unknown>, all);
        const expected = byBruteForce(model as Model<unknown>, all);
        seen[found]++;
        assert.equal(found === 'order', expected.complete);
        if (order) {
          assert.equal(isLegal(model as Model<unknown>, all, order), true);
          assert.ok(all.every(operation => operation.outcome !== 'ok' || order.operations.includes(operation)));
          return;
        }
        for (const operation of all) {
          const longest = partial.get(operation);
          assert.equal(longest?.operations.length ?? 0, expected.longest.get(operation) ?? 0);
          if (longest) assert.ok(longest.operations.includes(operation) && isLegal(model as Model<unknown>, all, longest));
        }
      }), { numRuns: 3_000, seed: 11 });
      assert.ok(seen.order > 500 && seen.none > 500, JSON.stringify(seen));
    });
  }
});

/** Adds its input and answers the sum after it; a sum of twelve is one. */
function counter(): Model<number> {
  return {
    initial: 0,
    relevant: operations => operations.filter(({ f, outcome }) => f === 'add' && outcome !== 'fail'),
    step: (state, { input, output, outcome }) => {
      const sum = (state + Number(input)) % 12;
      return outcome === 'ok' && Number(output) !== sum ? undefined : { state: sum };
    },
    identity: state => state,
    contradiction: (): Contradiction | undefined => undefined,
    textOf: String,
  };
}

function registerHistory(): fc.Arbitrary<Line[]> {
  return fc.record({
    writes: fc.array(fc.tuple(span, outcomes), { minLength: 1, maxLength: 3 }),
    reads: fc.array(fc.tuple(span, fc.integer({ min: -1, max: 2 })), { maxLength: 4 }),
  }).map(({ writes, reads }) => [
    ...writes.map(([[from, lasts], outcome], i): Line => [`w${i}`, 'write', 'k', `v${i}`, outcome, from, from + lasts]),
    ...reads.map(([[from, lasts], value], i): Line => [`r${i}`, 'read', 'k', value < 0 ? undefined : `v${Math.min(value, writes.length - 1)}`, 'ok', from + 1, from + 1 + lasts]),
  ]);
}

/** The sums are those of the order of invocation, of which some are changed. */
function counterHistory(): fc.Arbitrary<Line[]> {
  return fc.array(fc.tuple(span, fc.integer({ min: 0, max: 3 }), outcomes, fc.constantFrom(0, 0, 0, 0, 1)), { minLength: 1, maxLength: 6 }).map(adds => {
    let sum = 0;
    return [...adds].sort((a, b) => a[0][0] - b[0][0]).map(([[from, lasts], by, outcome, wrong], i): Line => {
      if (outcome === 'ok') sum += by;
      return [`a${i}`, 'add', String(by), String((sum + wrong) % 12), outcome, from, from + lasts];
    });
  });
}

/** What can have happened: all but what failed, and reads that were not answered. */
const canHappen = ({ outcome, f }: Operation): boolean => outcome === 'ok' || (outcome === 'info' && f !== 'read');

/** All orders that can be begun, tried one by one: whether one explains all, and how long the longest with each operation is. */
function byBruteForce(model: Model<unknown>, all: readonly Operation[]): { complete: boolean; longest: Map<Operation, number> } {
  const relevant = model.relevant(all).filter(canHappen);
  const longest = new Map<Operation, number>();
  let complete = false;
  const go = (done: readonly Operation[], left: readonly Operation[], state: unknown): void => {
    if (left.every(({ outcome }) => outcome === 'info')) complete = true;
    for (const operation of done) longest.set(operation, Math.max(longest.get(operation) ?? 0, done.length));
    for (const next of left) {
      if (left.some(other => other.completedUs < next.invokedUs)) continue;
      const after = model.step(state, next);
      if (after) go([...done, next], left.filter(other => other !== next), after.state);
    }
  };
  go([], relevant, model.initial);
  return { complete, longest };
}

function isLegal(model: Model<unknown>, all: readonly Operation[], { operations: order, states }: Order<unknown>): boolean {
  let state = model.initial;
  return order.every((operation, index) => {
    const next = model.step(state, operation);
    state = next?.state;
    const left = all.filter(other => canHappen(other) && !order.slice(0, index + 1).includes(other));
    return next !== undefined && state === states[index] && !left.some(other => other.outcome === 'ok' && other.completedUs < operation.invokedUs);
  });
}
