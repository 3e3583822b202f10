import assert from 'node:assert/strict';
import { billOf, overBudget } from '../../src/check/bill.ts';
import { fact, runOf } from './runs.ts';

const spans = (type: 'stored' | 'refused', count: number, atMs: number) => Array.from({ length: count }, () => fact(type, atMs, {}, 'store'));
const full = (atMs: number, fromS: number) => fact('full', atMs, { budget: 3, fromUs: fromS * 1e6, toUs: (fromS + 10) * 1e6 }, 'store');

describe('a bill', () => {
  it('counts what came, kept or not', () => {
    assert.deepEqual(billOf(runOf({ facts: [...spans('stored', 3, 10), fact('reported', 5, {}), ...spans('refused', 2, 20)] })), { arrived: 5, refused: 2 });
  });

  it('within its budget is nothing to tell of', () => {
    assert.equal(overBudget(runOf({ facts: spans('stored', 2, 10) }), 'begin'), undefined);
  });

  it('tells when the first window was full', () => {
    const run = runOf({ facts: [...spans('stored', 3, 10_100), full(10_100, 10), ...spans('refused', 4, 10_200), full(25_000, 20)] });
    const finding = overBudget(run, 'begin')!;
    assert.match(finding.message, /^The store keeps 3 spans from 10 s to 20 s and had them at 10\.1 s; in all it had to refuse 4 of 7: /);
    assert.deepEqual([finding.atUs, finding.method], [10_100_000, 'begin']);
  });
});
