import assert from 'node:assert/strict';
import { useful, usefulEach } from '../../src/check/useful.ts';
import type { Operation } from '../../src/sim/index.ts';
import { order } from './runs.ts';

const told = ({ key, invokedUs, invokedRow }: Operation, missed = 1) => ({ message: `order ${key} and ${missed - 1} more`, atUs: invokedUs, row: invokedRow });
const ok = { outcome: 'ok' } as const;

describe('progress', () => {
  it('is all where everything came to something', () => {
    assert.deepEqual(useful([order(1, 0, ok), order(2, 10, ok)], told), { value: 1 });
    assert.deepEqual(usefulEach([order(1, 0, ok), order(2, 10, ok)], told), { values: [1, 1] });
  });

  it('is none for who refuses everything, or never answers', () => {
    assert.equal(useful([order(1, 0, { outcome: 'fail' }), order(2, 10)], told)!.value, 0);
    assert.deepEqual(usefulEach([order(1, 0, { outcome: 'fail' }), order(2, 10)], told).values, [0, 0]);
  });

  it('tells of the first that came to nothing, and of how many', () => {
    const asked = [order(1, 0, ok), order(2, 10, { invokedRow: 4 }), order(3, 20, { outcome: 'fail' }), order(4, 30, ok)];
    assert.deepEqual(useful(asked, told), { value: 0.5, worst: { message: 'order 2 and 1 more', atUs: 10_000, row: 4 } });
    assert.deepEqual(usefulEach(asked, told), { values: [1, 0, 0, 1], worst: { message: 'order 2 and 0 more', atUs: 10_000, row: 4 } });
  });

  it('is what a lesson says it is', () => {
    const paid = ({ output }: Operation): boolean => output === 'paid';
    assert.equal(useful([order(1, 0, { ...ok, output: 'paid' }), order(2, 0, { ...ok, output: 'unknown' })], told, paid)!.value, 0.5);
    assert.deepEqual(usefulEach([order(1, 0, { ...ok, output: 'unknown' })], told, paid).values, [0]);
  });

  it('has no share where nothing was asked', () => {
    assert.equal(useful([], told), undefined);
    assert.deepEqual(usefulEach([], told), { values: [] });
  });
});
