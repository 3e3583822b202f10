/** Random durations and sizes as data. Each is drawn through its quantile function: one uniform number, one value. */
import { exp, log } from './maths.ts';

export type Distribution =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  /** `sigma` is the standard deviation of the logarithm. */
  | { readonly kind: 'lognormal'; readonly median: number; readonly sigma: number };

export const constant = (value: number): Distribution => ({ kind: 'constant', value });
export const uniform = (low: number, high: number): Distribution => ({ kind: 'uniform', low, high });
export const exponential = (mean: number): Distribution => ({ kind: 'exponential', mean });
export const lognormal = (median: number, sigma: number): Distribution => ({ kind: 'lognormal', median, sigma });

const NORMAL_99 = 2.3263478740408408;
/** Lognormal by its median and its 99th percentile. */
export const lognormalByP99 = (median: number, p99: number): Distribution => lognormal(median, log(p99 / median) / NORMAL_99);

/** The value below which a share `u` in (0, 1) of the distribution lies. */
export function quantileOf(distribution: Distribution, u: number): number {
  switch (distribution.kind) {
    case 'constant': return distribution.value;
    case 'uniform': return distribution.low + (distribution.high - distribution.low) * u;
    case 'exponential': return -distribution.mean * log(1 - u);
    case 'lognormal': return distribution.median * exp(distribution.sigma * normalQuantile(u));
  }
}

export function meanOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'constant': return distribution.value;
    case 'uniform': return (distribution.low + distribution.high) / 2;
    case 'exponential': return distribution.mean;
    case 'lognormal': return distribution.median * exp((distribution.sigma * distribution.sigma) / 2);
  }
}

/** Acklam's rational approximation of the inverse normal distribution, relative error below 1.15e-9. */
export function normalQuantile(u: number): number {
  if (u < 0.02425) return tail(Math.sqrt(-2 * log(u)));
  if (u > 0.97575) return -tail(Math.sqrt(-2 * log(1 - u)));
  const q = u - 0.5;
  const r = q * q;
  return (((((-3.969683028665376e1 * r + 2.209460984245205e2) * r - 2.759285104469687e2) * r + 1.38357751867269e2) * r - 3.066479806614716e1) * r + 2.506628277459239) * q
    / (((((-5.447609879822406e1 * r + 1.615858368580409e2) * r - 1.556989798598866e2) * r + 6.680131188771972e1) * r - 1.328068155288572e1) * r + 1);
}

function tail(q: number): number {
  return (((((-7.784894002430293e-3 * q - 3.223964580411365e-1) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783)
    / ((((7.784695709041462e-3 * q + 3.224671290700398e-1) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1);
}
