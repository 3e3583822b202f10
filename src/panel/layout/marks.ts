import type { Trace } from '../../sim/trace.ts';
import type { Lane } from '../model/lanes.ts';
import { firstAtOrAfter } from './search.ts';
import type { TimeRange } from './viewport.ts';

/** One event on its lane. */
export interface Mark {
  readonly x: number;
  readonly row: number;
}

/** Events of one lane: each by itself while there is room, else how many there are per column. */
export interface LaneMarks {
  readonly marks: readonly Mark[];
  /** Events per `columnWidth` pixels, when there are too many to show each. */
  readonly density: Int32Array | undefined;
}

export const columnWidth = 2;
/** Room that a mark needs on average; some overlap does no harm. */
const markWidth = 5;

export function layOutMarks(trace: Trace, { rows, marked, striking }: Lane, range: TimeRange, width: number): LaneMarks {
  const pxPerUs = width / (range.toUs - range.fromUs);
  const slackUs = markWidth / pxPerUs;
  const within = (some: Int32Array): Int32Array => some.subarray(firstAtOrAfter(trace.timeUs, some, range.fromUs - slackUs), firstAtOrAfter(trace.timeUs, some, range.toUs + slackUs));
  const crowded = within(rows).length * markWidth > width;
  return {
    marks: Array.from(within(crowded ? striking : marked), row => ({ x: (trace.timeUs[row] - range.fromUs) * pxPerUs, row })),
    density: crowded ? densityOf(trace, marked, range, width) : undefined,
  };
}

/** Looks for the columns' edges instead of at each event. */
function densityOf({ timeUs }: Trace, rows: Int32Array, { fromUs, toUs }: TimeRange, width: number): Int32Array {
  const usPerColumn = ((toUs - fromUs) / width) * columnWidth;
  let first = firstAtOrAfter(timeUs, rows, fromUs);
  return new Int32Array(Math.ceil(width / columnWidth)).map((_, column) => {
    const before = first;
    first = firstAtOrAfter(timeUs, rows, fromUs + (column + 1) * usPerColumn);
    return first - before;
  });
}
