import assert from 'node:assert/strict';
import { oneAtATime, type Tenure } from '../../src/check/authority.ts';

const tenure = (scope: string, holder: string, fromS: number, toS: number): Tenure => ({ scope, holder, fromUs: fromS * 1e6, toUs: toS * 1e6, row: -1, node: holder });
const check = (...tenures: Tenure[]) => oneAtATime(tenures, 'both write');

describe('one at a time', () => {
  it('is one after the other, also of different things, and the same holder again', () => {
    assert.equal(check(tenure('A', 'm1', 0, 5), tenure('A', 'm2', 5, Infinity), tenure('B', 'm1', 3, 9)), undefined);
    assert.equal(check(tenure('A', 'm1', 0, 5), tenure('A', 'm1', 4, 9)), undefined);
  });

  it('is not two at once, however the list is ordered', () => {
    const found = check(tenure('A', 'm2', 4, 9), tenure('A', 'm1', 0, 5));
    assert.equal(found!.message, 'A was given to m2 at 4 s while m1 had had it since 0 s: both write');
    assert.equal(found!.node, 'm2');
    assert.ok(check(tenure('A', 'm1', 0, Infinity), tenure('A', 'm2', 1, 2)));
  });

  it('remembers who has it longest', () => {
    assert.ok(check(tenure('A', 'm1', 0, 10), tenure('A', 'm1', 1, 2), tenure('A', 'm2', 5, 6)));
  });
});
