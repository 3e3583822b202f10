import assert from 'node:assert/strict';
import { quantity } from '../../src/lab/quantity.ts';

describe('a number of a demand', () => {
  it('is a percentage where its limit is a share', () => {
    assert.equal(quantity(0.9615, undefined, 0.98), '96.2 %');
    assert.equal(quantity(1.4, '', 1), '140 %');
  });

  it('else has four digits that count, thousands told apart, and its unit', () => {
    assert.equal(quantity(1240.56, 'ms', 1_000), '1,241 ms');
    assert.equal(quantity(1_234_567, undefined, 2_000_000), '1,235,000');
    assert.equal(quantity(1.23456, undefined, 1.5), '1.235');
    assert.equal(quantity(-2500, 'ms', 0), '-2,500 ms');
  });
});
