import { TraceKind, type Trace } from '../../sim/trace.ts';
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

/** Never hidden in a crowd. */
const alwaysShown: ReadonlySet<number> = new Set([TraceKind.crash, TraceKind.restart, TraceKind.pause, TraceKind.resume, TraceKind.error, TraceKind.clockJump, TraceKind.diskLoss]);
/** Shown by an arrow, a bar or a strip instead of a mark; the first start of a node is no news. */
const drawnElsewhere: ReadonlySet<number> = new Set([TraceKind.drop, TraceKind.duplicate, TraceKind.state, TraceKind.invoke, TraceKind.complete, TraceKind.faultStart, TraceKind.faultEnd]);

export function layOutMarks(trace: Trace, rows: Int32Array, range: TimeRange, width: number): LaneMarks {
  const pxPerUs = width / (range.toUs - range.fromUs);
  const slackUs = markWidth / pxPerUs;
  const first = firstAtOrAfter(trace.timeUs, rows, range.fromUs - slackUs);
  const past = firstAtOrAfter(trace.timeUs, rows, range.toUs + slackUs);
  const crowded = (past - first) * markWidth > width;
  const density = crowded ? new Int32Array(Math.ceil(width / columnWidth)) : undefined;
  const marks: Mark[] = [];
  for (let index = first; index < past; index++) {
    const row = rows[index];
    const kind = trace.kind[row];
    if (drawnElsewhere.has(kind) || (kind === TraceKind.restart && trace.ref[row] <= 1)) continue;
    const x = (trace.timeUs[row] - range.fromUs) * pxPerUs;
    if (density) {
      const column = Math.floor(x / columnWidth);
      if (column >= 0 && column < density.length) density[column]++;
    }
    if (!crowded || alwaysShown.has(kind)) marks.push({ x, row });
  }
  return { marks, density };
}
