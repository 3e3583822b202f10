import type { SampleTrack } from '../../lab/recording.ts';
import { sampleAt, valueAt } from './samples.ts';
import type { TimeRange } from './viewport.ts';

/** A stretch of one row of a heat map. */
export interface HeatCell {
  readonly x: number;
  readonly width: number;
  /** Share of the greatest value of the chart, 0 to 1. */
  readonly heat: number;
}

/** A row of a heat map: the greatest value of the track in each column of pixels, columns of equal heat joined. */
export function layOutHeat(track: SampleTrack, most: number, range: TimeRange, width: number, columnWidth: number): readonly HeatCell[] {
  const usPerPx = (range.toUs - range.fromUs) / width;
  const cells: { x: number; width: number; heat: number }[] = [];
  for (let x = 0; x < width; x += columnWidth) {
    const value = greatestIn(track, range.fromUs + x * usPerPx, range.fromUs + (x + columnWidth) * usPerPx);
    if (Number.isNaN(value)) continue;
    const heat = Math.round((20 * value) / most) / 20;
    const last = cells.at(-1);
    const wide = Math.min(columnWidth, width - x);
    if (last && last.heat === heat && last.x + last.width === x) last.width += wide;
    else cells.push({ x, width: wide, heat });
  }
  return cells;
}

/** NaN outside of what was sampled. */
function greatestIn(track: SampleTrack, fromUs: number, toUs: number): number {
  const { timeUs, value } = track;
  if (timeUs.length === 0 || fromUs > timeUs[timeUs.length - 1]) return NaN;
  let greatest = valueAt(track, fromUs);
  for (let index = sampleAt(track, fromUs) + 1; index < timeUs.length && timeUs[index] < toUs; index++) {
    if (!(value[index] <= greatest)) greatest = value[index];
  }
  return greatest;
}
