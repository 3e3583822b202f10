import assert from 'node:assert/strict';
import { Truths } from '../../src/check/labels.ts';
import type { Fact } from '../../src/sim/history.ts';

const changed = (atUs: number, thing: string, value: unknown): Fact => ({ type: 'changed', atUs, row: -1, data: { thing, value } });

const truths = new Truths(
  [changed(0, 'price', { cents: 100 }), changed(10, 'stock', 1), changed(20, 'price', { cents: 200 }), { type: 'other', atUs: 25, row: -1, data: {} }, changed(30, 'price', { cents: 100 })],
  ({ type, data }) => (type === 'changed' ? { thing: String(data['thing']), value: data['value'] } : undefined),
);

describe('what was true when', () => {
  it('knows every time at which a thing had a value, until it changed', () => {
    assert.deepEqual(truths.of('price', { cents: 100 }), [{ fromUs: 0, toUs: 20 }, { fromUs: 30, toUs: Infinity }]);
    assert.deepEqual(truths.of('stock', 1), [{ fromUs: 10, toUs: Infinity }]);
    assert.deepEqual(truths.of('stock', { cents: 100 }), []);
  });

  it('finds a value true if it was at some instant between two', () => {
    assert.ok(truths.wasTrue('price', { cents: 200 }, 25, 27));
    assert.ok(truths.wasTrue('price', { cents: 200 }, 5, 20));
    assert.ok(truths.wasTrue('price', { cents: 200 }, 30, 40));
    assert.ok(!truths.wasTrue('price', { cents: 200 }, 31, 40));
    assert.ok(!truths.wasTrue('price', { cents: 200 }, 5, 19));
    assert.ok(!truths.wasTrue('price', { cents: 300 }, 0, 40));
  });
});
