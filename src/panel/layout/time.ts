/** Decimals that tell two neighbouring pixels apart. */
function decimalsFor(stepUs: number, unitUs: number): number {
  return Math.max(0, Math.min(6, Math.ceil(-Math.log10(stepUs / unitUs) - 1e-9)));
}

/** An instant as its axis shows it: seconds for long stretches, else milliseconds; as exact as `stepUs` asks. */
export function formatTick(timeUs: number, stepUs: number, spanUs: number): string {
  if (spanUs >= 5e6) return `${grouped(timeUs / 1e6, decimalsFor(stepUs, 1e6))} s`;
  return `${grouped(timeUs / 1e3, decimalsFor(stepUs, 1e3))} ms`;
}

/** An instant to the microsecond, in milliseconds as learner code counts them: `1,234.567 ms`; from 100 s on in seconds. */
export function formatTime(timeUs: number): string {
  if (timeUs >= 1e8) return `${grouped(timeUs / 1e6, timeUs % 1e6 === 0 ? 0 : timeUs % 1e3 === 0 ? 3 : 6)} s`;
  return `${grouped(timeUs / 1e3, timeUs % 1e3 === 0 ? 0 : 3)} ms`;
}

/** An instant as sentences tell it: `4.105 s`, below a second `105 ms`. */
export function formatInstant(timeUs: number): string {
  return timeUs < 1e6 ? `${trimmed(timeUs / 1e3)} ms` : `${trimmed(timeUs / 1e6)} s`;
}

const trimmed = (value: number): string => grouped(value, 3).replace(/\.?0+$/, '');

/** The same without the unit, in columns of equal decimals: `1,234.500`. */
export function formatMs(timeUs: number): string {
  return grouped(timeUs / 1e3, 3);
}

/** A length of time in the unit that suits it: `250 µs`, `1.5 ms`, `2.25 s`. */
export function formatDuration(us: number): string {
  if (us < 1e3) return `${Math.round(us)} µs`;
  if (us < 1e6) return `${short(us / 1e3)} ms`;
  return `${short(us / 1e6)} s`;
}

/** A measured value with at most three significant decimals. */
export function formatValue(value: number): string {
  return short(value);
}

function short(value: number): string {
  const decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return grouped(value, decimals).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}

const formats = new Map<number, Intl.NumberFormat>();

function grouped(value: number, decimals: number): string {
  let format = formats.get(decimals);
  if (!format) formats.set(decimals, format = new Intl.NumberFormat('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
  return format.format(value);
}
