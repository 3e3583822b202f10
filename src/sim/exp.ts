import exactly from '@stdlib/math-base-special-exp';

const LN2_HIGH = 6.93147180369123816490e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const LOG2_E = 1.44269504088896338700;
/** 1 / 2^28 */
const NEAR_ZERO = 3.725290298461914e-9;
/** Below this the exponent of the result lies in the table. */
const FAR = 40;
const LARGEST = 64;
/** 2^(n − 64) */
const POWERS_OF_TWO = new Float64Array(2 * LARGEST + 1);
for (let n = 0, power = 1; n <= LARGEST; n++, power *= 2) {
  POWERS_OF_TWO[LARGEST + n] = power;
  POWERS_OF_TWO[LARGEST - n] = 1 / power;
}

/**
 * e to the power of `x`, bit for bit as stdlib's port of fdlibm (e_exp.c), whose last step, to scale by a power of two,
 * takes longer than all the others: here it is one exact multiplication.
 */
export function exp(x: number): number {
  if (!(x > -FAR && x < FAR) || (x > -NEAR_ZERO && x < NEAR_ZERO)) return exactly(x);
  const k = Math.trunc(LOG2_E * x + (x < 0 ? -0.5 : 0.5));
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c = r - t * (0.16666666666666602 + t * (-0.0027777777777015593 + t * (0.00006613756321437934 + t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8))));
  return (1 - (low - (r * c) / (2 - c) - high)) * POWERS_OF_TWO[k + LARGEST]!;
}

/** 2 to a whole number from -64 to 64. */
export const powerOfTwo = (exponent: number): number => POWERS_OF_TWO[exponent + LARGEST]!;
