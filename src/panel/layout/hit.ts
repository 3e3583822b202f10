import type { Arrow } from './arrows.ts';

export interface HitTargets {
  readonly marks: readonly { readonly x: number; readonly y: number; readonly row: number }[];
  readonly bars: readonly { readonly x1: number; readonly x2: number; readonly top: number; readonly bottom: number; readonly row: number }[];
  /** Lines on which there are too many events to show each; `rowAt` finds the nearest. */
  readonly crowds: readonly { readonly y: number; rowAt(x: number): number }[];
  readonly arrows: readonly (Pick<Arrow, 'x1' | 'y1' | 'x2' | 'y2'> & { readonly row: number })[];
}

const markReach = 8;
const arrowReach = 6;
const crowdReach = 6;

/** The row that a pointer at (x, y) means: a mark before a bar, a crowd, an arrow; the nearest of its sort; -1 for none. */
export function hitRow({ marks, bars, crowds, arrows }: HitTargets, x: number, y: number): number {
  const mark = nearest(marks, markReach, each => Math.hypot(each.x - x, each.y - y));
  if (mark) return mark.row;
  const bar = bars.find(each => x >= each.x1 - 2 && x <= each.x2 + 2 && y >= each.top && y <= each.bottom);
  if (bar) return bar.row;
  const crowd = nearest(crowds, crowdReach, each => Math.abs(each.y - y))?.rowAt(x) ?? -1;
  if (crowd >= 0) return crowd;
  return nearest(arrows, arrowReach, each => distanceToSegment(each, x, y))?.row ?? -1;
}

function nearest<T>(items: readonly T[], reach: number, distance: (item: T) => number): T | undefined {
  let best: T | undefined;
  let least = reach;
  for (const item of items) {
    const each = distance(item);
    if (each <= least) [best, least] = [item, each];
  }
  return best;
}

export function distanceToSegment({ x1, y1, x2, y2 }: Pick<Arrow, 'x1' | 'y1' | 'x2' | 'y2'>, x: number, y: number): number {
  const dx = x2 - x1;
  const dy = y2 - y1;
  const length2 = dx * dx + dy * dy;
  const along = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / length2));
  return Math.hypot(x1 + along * dx - x, y1 + along * dy - y);
}
