import { TraceKind, type TraceKindCode } from '../../sim/trace.ts';
import type { OperationBar } from '../model/operations.ts';
import type { Run } from '../model/run.ts';
import type { Span } from '../model/spans.ts';
import { layOutArrows, messagesInView, sampled, type Arrow } from './arrows.ts';
import type { HitTargets } from './hit.ts';
import { barEdges, hasOwnPlace, type LaneBox } from './lanes.ts';
import { layOutMarks } from './marks.ts';
import { nearestRow } from './search.ts';
import type { TimeRange } from './viewport.ts';

export interface PlacedMark {
  readonly x: number;
  readonly y: number;
  readonly row: number;
  readonly kind: TraceKindCode;
}

export interface PlacedBar {
  readonly x1: number;
  readonly x2: number;
  readonly top: number;
  readonly bottom: number;
  /** Whether there is room for a text. */
  readonly named: boolean;
  readonly bar: OperationBar;
}

export interface PlacedBand {
  readonly x1: number;
  readonly x2: number;
  readonly top: number;
  readonly bottom: number;
  readonly span: Span;
}

/** Everything in view of the space-time diagram, in pixels. */
export interface Picture {
  readonly arrows: readonly Arrow[];
  readonly bars: readonly PlacedBar[];
  readonly bands: readonly PlacedBand[];
  /** From the bars of clients that are no nodes to the nodes they ask. */
  readonly asks: readonly { readonly x: number; readonly y1: number; readonly y2: number }[];
  readonly marks: readonly PlacedMark[];
  /** By lane: events per column where there are too many to show each. */
  readonly densities: readonly (Int32Array | undefined)[];
}

const above = -8;
const below = 8;
/** What a process does beside messages lies a little off its line, so that it hides none. */
const offsets: Partial<Record<TraceKindCode, number>> = {
  [TraceKind.timerSet]: above, [TraceKind.timerFire]: above, [TraceKind.timerCancel]: above, [TraceKind.note]: above, [TraceKind.fact]: above, [TraceKind.log]: above,
  [TraceKind.diskWrite]: below, [TraceKind.diskSync]: below, [TraceKind.diskLoss]: below,
};

export function layOutPicture(run: Run, boxes: readonly LaneBox[], range: TimeRange, width: number): Picture {
  const { lanes, messages, recording: { trace } } = run;
  const pxPerUs = width / (range.toUs - range.fromUs);
  const x = (timeUs: number): number => (timeUs - range.fromUs) * pxPerUs;
  const laneMarks = lanes.list.map(lane => layOutMarks(trace, lane, range, width));
  const bars = layOutBars(run.operations, boxes, range, x);
  return {
    bars,
    asks: layOutAsks(run, bars, boxes),
    arrows: layOutArrows(messages, sampled(messages, messagesInView(messages, range)), x, width, lanes.ofNode, boxes),
    bands: run.bands.filter(span => span.toUs >= range.fromUs && span.fromUs <= range.toUs).flatMap(span => span.nodes.map(node => {
      const { top, height } = boxes[lanes.ofNode[node]];
      return { span, x1: Math.max(-4, x(span.fromUs)), x2: Math.min(width + 4, x(span.toUs)), top: top + 2, bottom: top + height - 2 };
    })),
    marks: laneMarks.flatMap(({ marks }, lane) => marks.map(mark => {
      const kind = trace.kind[mark.row] as TraceKindCode;
      return { ...mark, kind, y: boxes[lane].lineY + (offsets[kind] ?? 0) };
    })),
    densities: laneMarks.map(({ density }) => density),
  };
}

/** Bars of one slot that would share a pixel are drawn as one. */
function layOutBars(operations: readonly OperationBar[], boxes: readonly LaneBox[], { fromUs, toUs }: TimeRange, x: (timeUs: number) => number): PlacedBar[] {
  const lastEnd = new Float64Array(boxes.length * 64).fill(-Infinity);
  const bars: PlacedBar[] = [];
  for (const bar of operations) {
    if (bar.fromUs > toUs) break;
    if (bar.toUs < fromUs) continue;
    const x1 = x(bar.fromUs);
    const x2 = Math.max(x1 + 1.5, x(bar.toUs));
    const slot = bar.lane * 64 + Math.min(63, bar.slot);
    if (bar.outcome === 'ok' && x2 < lastEnd[slot] + 1) continue;
    lastEnd[slot] = x2;
    bars.push({ x1, x2, ...barEdges(boxes[bar.lane], bar.slot), named: hasOwnPlace(boxes[bar.lane], bar.slot), bar });
  }
  return bars;
}

function layOutAsks({ lanes, recording: { trace } }: Run, bars: readonly PlacedBar[], boxes: readonly LaneBox[]): Picture['asks'] {
  const nodeLanes = new Set(lanes.ofNode);
  return bars.flatMap(({ x1, x2, bottom, bar }) => {
    const node = trace.node[bar.invokeRow];
    if (node < 0 || nodeLanes.has(bar.lane)) return [];
    const ends = { y1: bottom, y2: boxes[lanes.ofNode[node]].lineY };
    return [{ x: x1, ...ends }, ...bar.completeRow < 0 ? [] : [{ x: x2, ...ends }]];
  });
}

/** Farther than this from an event of a crowd, in pixels, a pointer does not mean it. */
const crowdReach = 4;

export function targetsOf(picture: Picture, run: Run, boxes: readonly LaneBox[], range: TimeRange, width: number): HitTargets {
  const { timeUs } = run.recording.trace;
  const usPerPx = (range.toUs - range.fromUs) / width;
  return {
    crowds: picture.densities.flatMap((density, lane) => !density ? [] : [{
      y: boxes[lane].lineY,
      rowAt: (x: number) => nearestRow(timeUs, run.lanes.list[lane].rows, range.fromUs + x * usPerPx, crowdReach * usPerPx),
    }]),
    marks: picture.marks,
    bars: picture.bars.map(placed => ({ ...placed, row: placed.bar.invokeRow })),
    arrows: picture.arrows.map(arrow => ({ ...arrow, row: run.messages.endRow[arrow.message] })),
  };
}
