const LN2_HIGH = 6.93147180369123816490e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const TWO_POW_54 = 18014398509481984;
const FRACTION = 0xfffff;
const ONE = 0x3ff00000;

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
/** Which of the words has sign and exponent: the second, on all but a few machines. */
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** The natural logarithm, bit for bit as stdlib's port of fdlibm (e_log.c), without its layers of calls. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  double[0] = x;
  let high = words[HIGH]!;
  let k = -1023;
  if (high < 0x100000) {
    k -= 54;
    double[0] = x * TWO_POW_54;
    high = words[HIGH]!;
  }
  k += high >> 20;
  high &= FRACTION;
  // Between √½ and √2.
  const half = (high + 0x95f64) & 0x100000;
  words[HIGH] = high | (half ^ ONE);
  k += half >> 20;
  const f = double[0] - 1;
  if ((FRACTION & (2 + high)) < 3) return nearPowerOfTwo(f, k);
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const even = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const r = even + odd;
  if (((high - 0x6147a) | (0x6b851 - high)) > 0) {
    const halfSquare = 0.5 * f * f;
    return k === 0 ? f - (halfSquare - s * (halfSquare + r)) : k * LN2_HIGH - (halfSquare - (s * (halfSquare + r) + k * LN2_LOW) - f);
  }
  return k === 0 ? f - s * (f - r) : k * LN2_HIGH - (s * (f - r) - k * LN2_LOW - f);
}

/** log((1 + f) · 2^k) for a tiny `f`. */
function nearPowerOfTwo(f: number, k: number): number {
  if (f === 0) return k * LN2_HIGH + k * LN2_LOW;
  const r = f * f * (0.5 - 0.33333333333333333 * f);
  return k === 0 ? f - r : k * LN2_HIGH - (r - k * LN2_LOW - f);
}
