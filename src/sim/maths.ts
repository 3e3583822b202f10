/**
 * Elementary functions that give the same bits everywhere. The platform's own differ in the last bit between
 * V8 versions and between browsers (10 % of `exp` arguments), which would make a seed mean different runs.
 * fdlibm ports of the stdlib project (`exp` and `log` of our own); they use only IEEE 754 basic operations and sqrt.
 */
import acos from '@stdlib/math-base-special-acos';
import acosh from '@stdlib/math-base-special-acosh';
import asin from '@stdlib/math-base-special-asin';
import asinh from '@stdlib/math-base-special-asinh';
import atan from '@stdlib/math-base-special-atan';
import atan2 from '@stdlib/math-base-special-atan2';
import atanh from '@stdlib/math-base-special-atanh';
import cbrt from '@stdlib/math-base-special-cbrt';
import cos from '@stdlib/math-base-special-cos';
import cosh from '@stdlib/math-base-special-cosh';
import expm1 from '@stdlib/math-base-special-expm1';
import hypotOfTwo from '@stdlib/math-base-special-hypot';
import log10 from '@stdlib/math-base-special-log10';
import log1p from '@stdlib/math-base-special-log1p';
import log2 from '@stdlib/math-base-special-log2';
import powOfPositive from '@stdlib/math-base-special-pow';
import sin from '@stdlib/math-base-special-sin';
import sinh from '@stdlib/math-base-special-sinh';
import tan from '@stdlib/math-base-special-tan';
import tanh from '@stdlib/math-base-special-tanh';
import { exp, powerOfTwo } from './exp.ts';
import { log } from './log.ts';

function hypot(...values: number[]): number {
  return values.reduce((length, value) => hypotOfTwo(length, value), 0);
}

/** Where the language prescribes the result exactly, as for `NaN ** 0`, the platform's own serves. */
function pow(base: number, exponent: number): number {
  if (base === 0 || exponent === 0 || !Number.isFinite(base) || !Number.isFinite(exponent)) return base ** exponent;
  if (base === 2 && Number.isInteger(exponent) && exponent >= -64 && exponent <= 64) return powerOfTwo(exponent);
  if (base > 0) return powOfPositive(base, exponent);
  if (!Number.isInteger(exponent)) return NaN;
  return exponent % 2 === 0 ? powOfPositive(-base, exponent) : -powOfPositive(-base, exponent);
}

export { acos, acosh, asin, asinh, atan, atan2, atanh, cbrt, cos, cosh, exp, expm1, hypot, log, log10, log1p, log2, pow, sin, sinh, tan, tanh };
