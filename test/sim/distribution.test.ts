import assert from 'node:assert/strict';
import fc from 'fast-check';
import { constant, type Distribution, exponential, lognormal, lognormalByP99, meanOf, quantileOf, uniform } from '../../src/sim/index.ts';

const close = (actual: number, expected: number, relative = 1e-6): void =>
  assert.ok(Math.abs(actual - expected) <= relative * Math.abs(expected), `${actual} is not close to ${expected}`);

const shapes: Readonly<Record<string, Distribution>> = { constant: constant(4), uniform: uniform(2, 10), exponential: exponential(7), lognormal: lognormal(5, 0.6) };

describe('distributions', () => {
  for (const [name, distribution] of Object.entries(shapes)) {
    it(`${name}: a larger share has a larger quantile, and the mean is the quantiles' mean`, () => {
      fc.assert(fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (a, b) => {
        assert.ok(quantileOf(distribution, Math.min(a, b)) <= quantileOf(distribution, Math.max(a, b)));
      }));
      const steps = 20_000;
      let sum = 0;
      for (let i = 0; i < steps; i++) sum += quantileOf(distribution, (i + 0.5) / steps);
      close(sum / steps, meanOf(distribution), 1e-3);
    });
  }

  it('have the percentiles that name them', () => {
    close(quantileOf(exponential(10), 0.5), 10 * Math.LN2);
    close(quantileOf(lognormal(5, 1), 0.5), 5);
    const byP99 = lognormalByP99(5, 20);
    close(quantileOf(byP99, 0.5), 5);
    close(quantileOf(byP99, 0.99), 20);
    close(quantileOf(byP99, 0.01), 1.25);
  });
});
