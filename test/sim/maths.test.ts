import stdlibExp from '@stdlib/math-base-special-exp';
import stdlibLog from '@stdlib/math-base-special-ln';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as maths from '../../src/sim/maths.ts';

type Unary = (x: number) => number;
const native = Math as unknown as Readonly<Record<string, Unary>>;
const ours = maths as unknown as Readonly<Record<string, Unary>>;

/** Nearly the same: the last bits may differ, which is the point. */
function close(actual: number, expected: number, what: string): void {
  const near = Object.is(actual, expected) || actual === expected || Math.abs(actual - expected) <= 1e-13 * Math.max(Math.abs(expected), 1e-300);
  assert.ok(near, `${what}: ${actual} instead of ${expected}`);
}

const domains: Readonly<Record<string, readonly [number, number]>> = {
  acos: [-1, 1], acosh: [1, 1e6], asin: [-1, 1], asinh: [-1e6, 1e6], atan: [-1e6, 1e6], atanh: [-0.999, 0.999], cbrt: [-1e9, 1e9], cos: [-30, 30], cosh: [-30, 30],
  exp: [-700, 700], expm1: [-30, 30], log: [1e-300, 1e300], log10: [1e-300, 1e300], log1p: [-0.999, 1e9], log2: [1e-300, 1e300], sin: [-30, 30], sinh: [-30, 30], tan: [-1.5, 1.5], tanh: [-30, 30],
};

describe('deterministic mathematics', () => {
  for (const [name, [min, max]] of Object.entries(domains)) {
    it(`${name} is what it should be`, () => {
      fc.assert(fc.property(fc.double({ min, max, noNaN: true }), x => {
        // Near a zero of the function a relative error says nothing.
        if (Math.abs(native[name]!(x)) > 1e-3) close(ours[name]!(x), native[name]!(x), `${name}(${x})`);
      }), { numRuns: 300 });
      for (const x of [0, -0, NaN, Infinity, -Infinity]) close(ours[name]!(x), native[name]!(x), `${name}(${x})`);
    });
  }

  it('exp has the bits of stdlib’s, near and far', () => {
    const arguments_ = fc.oneof(fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: -1e-8, max: 1e-8, noNaN: true }), fc.double({ min: -760, max: 760 }));
    fc.assert(fc.property(arguments_, x => {
      assert.equal(maths.exp(x), stdlibExp(x), String(x));
    }), { numRuns: 20_000 });
  });

  it('log has the bits of stdlib’s, near one and far', () => {
    const arguments_ = fc.oneof(fc.double({ min: 0, max: 4, noNaN: true }), fc.double({ min: 1 - 1e-5, max: 1 + 1e-5, noNaN: true }), fc.double(), fc.integer({ min: -1074, max: 1023 }).map(n => 2 ** n));
    fc.assert(fc.property(arguments_, x => {
      assert.equal(maths.log(x), stdlibLog(x), String(x));
    }), { numRuns: 50_000 });
  });

  it('pow, atan2 and hypot too, at the edges as well', () => {
    const edges = [0, -0, 1, -1, 2, 0.5, -2, 1e300, NaN, Infinity, -Infinity];
    const pairs = fc.oneof(fc.tuple(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), fc.double({ min: -20, max: 20, noNaN: true })), fc.tuple(fc.constantFrom(...edges), fc.constantFrom(...edges)));
    fc.assert(fc.property(pairs, ([x, y]) => {
      close(maths.pow(x, y), Math.pow(x, y), `pow(${x}, ${y})`);
      close(maths.atan2(x, y), Math.atan2(x, y), `atan2(${x}, ${y})`);
      close(maths.hypot(x, y), Math.hypot(x, y), `hypot(${x}, ${y})`);
    }), { numRuns: 2000 });
    assert.equal(maths.hypot(), 0);
    assert.equal(maths.hypot(-3), 3);
    assert.equal(maths.hypot(2, 3, 6), 7);
  });

  it('powers of two are exact', () => {
    for (let n = -1074; n <= 1023; n++) assert.equal(maths.pow(2, n), 2 ** n, `2 ** ${n}`);
  });

  it('gives these bits for ever', () => {
    assert.deepEqual([maths.exp(0.1), maths.log(10), maths.pow(1.1, 10), maths.sin(1), maths.tanh(0.3)], [1.1051709180756477, 2.302585092994046, 2.5937424601000023, 0.8414709848078965, 0.2913126124515909]);
  });

  it('covers every function of the platform that is not exact', () => {
    const exact = ['abs', 'ceil', 'clz32', 'f16round', 'floor', 'fround', 'imul', 'max', 'min', 'random', 'round', 'sign', 'sqrt', 'sumPrecise', 'trunc'];
    const functions = Object.getOwnPropertyNames(Math).filter(name => typeof native[name] === 'function');
    assert.deepEqual(functions.filter(name => !exact.includes(name)).sort(), Object.keys(maths).sort());
  });
});
