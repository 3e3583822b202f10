import assert from 'node:assert/strict';
import { goodput, largestBurst, recoveredUs, slices } from '../../src/check/performance.ts';
import { order } from './runs.ts';

describe('goodput', () => {
  it('counts each operation in the window in which it was asked', () => {
    const operations = [order(1, 500), order(2, 1_000, { outcome: 'ok' }), order(3, 1_999), order(4, 2_000, { outcome: 'ok' }), order(5, 3_000, { outcome: 'ok' })];
    assert.deepEqual(goodput(operations, 1_000_000, 3_500_000, 1_000_000), [{ fromUs: 1_000_000, asked: 2, ok: 1 }, { fromUs: 2_000_000, asked: 1, ok: 1 }]);
  });
});

describe('recovery', () => {
  const windows = (...ok: number[]) => ok.map((count, index) => ({ fromUs: index, asked: 100, ok: count }));

  it('begins with the last run of good windows', () => {
    assert.equal(recoveredUs(windows(10, 99, 94, 95, 100), 0.95), 3);
    assert.equal(recoveredUs(windows(95, 96), 0.95), 0);
  });

  it('never comes if the last window is bad', () => {
    assert.equal(recoveredUs(windows(100, 100, 94), 0.95), Infinity);
  });

  it('asks nothing of a window without operations', () => {
    assert.equal(recoveredUs([{ fromUs: 0, asked: 0, ok: 0 }], 0.95), 0);
  });
});

describe('slices', () => {
  it('count instants where they fall, and none before the first or after the last', () => {
    assert.deepEqual(slices([99, 100, 109, 110, 129, 130], 100, 10, 3), [2, 1, 1]);
    assert.deepEqual(slices([], 0, 10, 2), [0, 0]);
    assert.deepEqual(slices([5, Infinity], 0, 10, 1), [1]);
  });
});

describe('the largest burst', () => {
  it('is where most instants lie within the width, ends included', () => {
    assert.deepEqual(largestBurst([30, 5, 0, 25, 50, 10], 20), { count: 3, fromUs: 0 });
    assert.deepEqual(largestBurst([0, 10, 20, 30, 31, 41, 50], 20), { count: 4, fromUs: 30 });
    assert.deepEqual(largestBurst([], 20), { count: 0, fromUs: 0 });
  });
});
