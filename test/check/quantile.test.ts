import assert from 'node:assert/strict';
import { answerTime, answerTimes, p50, p95, p99, quantile } from '../../src/check/quantile.ts';
import { order, runOf } from './runs.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => count - index);
const answered = (number: number, ms: number) => order(number, 1_000, { outcome: 'ok', completedUs: (1_000 + ms) * 1_000 });

describe('quantiles', () => {
  it('are values by nearest rank, whatever the order', () => {
    assert.deepEqual([p50(upTo(100)), p95(upTo(100)), p99(upTo(100)), quantile(upTo(100), 1), quantile(upTo(100), 0)], [50, 95, 99, 100, 1]);
    assert.equal(p99([7]), 7);
    assert.equal(p95(upTo(19)), 19);
    assert.ok(Number.isNaN(p50([])));
  });

  it('of answers tell the one that they are made of', () => {
    const run = runOf({ operations: [answered(1, 30), answered(2, 500), answered(3, 40)] });
    assert.deepEqual(answerTime(0.5, { noun: 'order' })(run), { value: 40, worst: { message: 'Order 3 of 1 s was answered after 40 ms', atUs: 1e6, row: -1, node: 'shop' } });
    assert.equal(answerTime(0.99, { noun: 'order' })(run)!.value, 500);
  });

  it('take no answer for the slowest of all, and count only what they are told to', () => {
    const run = runOf({ operations: [answered(1, 30), order(2, 2_000, { outcome: 'fail', completedUs: 2_001_000 }), answered(3, 50)] });
    const { value, worst } = answerTime(0.99, { noun: 'order' })(run)!;
    assert.equal(value, Infinity);
    assert.equal(worst!.message, 'Order 2 of 2 s had no answer that its user could use');
    assert.equal(answerTime(0.99, { noun: 'order', counts: ({ key }) => key !== '2' })(run)!.value, 50);
    assert.equal(answerTime(0.99, { noun: 'order', counts: () => false })(run), undefined);
  });

  it('over a panel are taken of all answers together', () => {
    const of = answerTimes({ noun: 'order' });
    const panel = [runOf({ operations: [answered(1, 10), answered(2, 20)] }), runOf({ operations: [answered(1, 900)] })].flatMap(run => of(run).values);
    assert.deepEqual([p50(panel), p99(panel)], [20, 900]);
    assert.match(of(runOf({ operations: [answered(1, 10), answered(2, 20)] })).worst!.message, /^Order 2 /);
    assert.deepEqual(of(runOf({})), { values: [] });
  });
});
