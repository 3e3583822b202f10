import { percent } from '../check/finding.ts';

/** What a demand's number is, or is held against, as it is shown: `96.2 %` where a number without unit has a limit up to 1, else `1,240 ms`. */
export function quantity(value: number, unit: string | undefined, limit: number | undefined): string {
  if (!unit && limit !== undefined && limit <= 1) return percent(value);
  const [whole, ...fraction] = String(Number(value.toPrecision(4))).split('.') as [string, ...string[]];
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.') + (unit ? ` ${unit}` : '');
}
