import type { Operation } from '../sim/history.ts';

/** Operations by second of invocation. */
export interface Goodput {
  readonly fromUs: number;
  readonly asked: number;
  readonly ok: number;
}

/** Windows of `widthUs` from `fromUs` on, as many as fit before `toUs`; each operation counts where it was invoked. */
export function goodput(operations: readonly Operation[], fromUs: number, toUs: number, widthUs: number): Goodput[] {
  const windows = Array.from({ length: Math.floor((toUs - fromUs) / widthUs) }, (_, index) => ({ fromUs: fromUs + index * widthUs, asked: 0, ok: 0 }));
  for (const { invokedUs, outcome } of operations) {
    const window = invokedUs < fromUs ? undefined : windows[Math.floor((invokedUs - fromUs) / widthUs)];
    if (!window) continue;
    window.asked++;
    if (outcome === 'ok') window.ok++;
  }
  return windows;
}

/** Start of the window from which on each has at least this share of its operations answered; `Infinity` if not even the last has. */
export function recoveredUs(windows: readonly Goodput[], share: number): number {
  let sinceUs = Infinity;
  for (let i = windows.length - 1; i >= 0; i--) {
    const { fromUs, asked, ok } = windows[i]!;
    if (ok < share * asked) break;
    sinceUs = fromUs;
  }
  return sinceUs;
}

/** How many of the instants fall into each of `count` slices of `widthUs` from `fromUs` on; others count nowhere. */
export function slices(timesUs: Iterable<number>, fromUs: number, widthUs: number, count: number): number[] {
  const counts = Array.from({ length: count }, () => 0);
  for (const us of timesUs) {
    const index = Math.floor((us - fromUs) / widthUs);
    if (index >= 0 && index < count) counts[index]!++;
  }
  return counts;
}

/** The most instants in one window of `widthUs` (both ends included), and where it begins; none: a count of 0. */
export function largestBurst(timesUs: readonly number[], widthUs: number): { readonly count: number; readonly fromUs: number } {
  const sorted = [...timesUs].sort((a, b) => a - b);
  let best = { count: 0, fromUs: 0 };
  for (let first = 0, last = 0; first < sorted.length; first++) {
    while (last < sorted.length && sorted[last]! <= sorted[first]! + widthUs) last++;
    if (last - first > best.count) best = { count: last - first, fromUs: sorted[first]! };
  }
  return best;
}
