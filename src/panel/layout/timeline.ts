import { bisectLeft, bisector, least, max, min } from 'd3';
import type { Trace } from '../../sim/trace.ts';
import type { TimelineEntry, TimelineLane } from '../model/timeline.ts';
import { clamped, type TimeRange } from './viewport.ts';

/** Where a lane lies, in pixels from the top of the timeline. */
export interface TimelineBox {
  readonly lane: TimelineLane;
  readonly top: number;
  readonly height: number;
  /** Whether a group begins here. */
  readonly first: boolean;
}

/** What is drawn of an entry, in pixels. */
export interface EntryBox {
  readonly entry: TimelineEntry;
  readonly x1: number;
  readonly x2: number;
  readonly top: number;
  readonly bottom: number;
  /** Where text in it may begin and end. */
  readonly inside: readonly [from: number, to: number];
  /** Free room on the right of it in its slot. */
  readonly room: number;
  /** Free room on the left of it, if nothing is there in its slot. */
  readonly roomBefore: number;
}

const slotHeight = 18;
const lanePad = 3;
const groupGap = 5;
/** Between lanes that lines join. */
const linkRoom = 64;
const above = 4;
const barGap = 2;
const pointReach = 7;
const edge = 6;

/** When the first entry of each lane begins and the last one ends. */
interface Extents {
  readonly fromUs: Float64Array;
  readonly toUs: Float64Array;
}

const extents = new WeakMap<readonly TimelineLane[], Extents>();

/** To ask each of very many lanes at every frame would take long: most lie whole in view or out of it. */
function extentsOf(lanes: readonly TimelineLane[]): Extents {
  let known = extents.get(lanes);
  if (known) return known;
  known = { fromUs: new Float64Array(lanes.length), toUs: new Float64Array(lanes.length) };
  for (const [index, { entries, lastEndUs }] of lanes.entries()) {
    known.fromUs[index] = entries[0].fromUs;
    known.toUs[index] = lastEndUs[lastEndUs.length - 1];
  }
  extents.set(lanes, known);
  return known;
}

/** Lanes with something in view, below each other; the others take no room. */
export function layOutTimeline(lanes: readonly TimelineLane[], range: TimeRange): readonly TimelineBox[] {
  const boxes: TimelineBox[] = [];
  let top = above;
  let group: string | undefined;
  const { fromUs, toUs } = extentsOf(lanes);
  for (let index = 0; index < lanes.length; index++) {
    if (toUs[index] < range.fromUs || fromUs[index] > range.toUs) continue;
    const lane = lanes[index];
    const slots = fromUs[index] >= range.fromUs && toUs[index] <= range.toUs ? lane.slots : slotsIn(lane, range);
    if (slots === 0) continue;
    const first = lane.group !== group;
    if (first && boxes.length > 0) top += groupGap;
    if (!first && lane.linked) top += linkRoom;
    const height = slots * slotHeight + lanePad;
    boxes.push({ lane, top, height, first });
    top += height;
    group = lane.group;
  }
  return boxes;
}

/** How high all boxes together are. */
export function bottomOf(boxes: readonly TimelineBox[]): number {
  const last = boxes.at(-1);
  return last ? last.top + last.height : 0;
}

/** Those boxes that lie at least partly between two heights: from the first to before the last. */
export function boxesBetween(boxes: readonly TimelineBox[], top: number, bottom: number): readonly [first: number, past: number] {
  return [lowerEdge.right(boxes, top), upperEdge.left(boxes, bottom)];
}

const lowerEdge = bisector((box: TimelineBox) => box.top + box.height);
const upperEdge = bisector((box: TimelineBox) => box.top);
const beginning = bisector((entry: TimelineEntry) => entry.fromUs);

/** Indices of the entries that may be in view: from the first that reaches into it to the last that begins before its end. */
function entriesIn({ entries, lastEndUs }: TimelineLane, { fromUs, toUs }: TimeRange): readonly [from: number, past: number] {
  return [bisectLeft(lastEndUs, fromUs), beginning.right(entries, toUs)];
}

/** Bars above each other in a stretch of time; 0: nothing is there. */
function slotsIn(lane: TimelineLane, range: TimeRange): number {
  const [from, past] = entriesIn(lane, range);
  if (lane.slots === 1) return from < past ? 1 : 0;
  let slots = 0;
  for (let index = from; index < past; index++) if (lane.entries[index].toUs >= range.fromUs) slots = Math.max(slots, lane.entries[index].slot + 1);
  return slots;
}

/** What of a lane is in view; what falls on pixels that its like takes already is left out. */
export function layOutEntries({ lane, top }: TimelineBox, range: TimeRange, width: number): readonly EntryBox[] {
  const x = (us: number): number => ((us - range.fromUs) * width) / (range.toUs - range.fromUs);
  const boxes: { -readonly [K in keyof EntryBox]: EntryBox[K] }[] = [];
  const lastX = new Map<string, number>();
  const [from, past] = entriesIn(lane, range);
  for (let index = from; index < past; index++) {
    const entry = lane.entries[index];
    const { kind, fromUs, toUs, tone, slot } = entry;
    if (toUs < range.fromUs) continue;
    const [x1, x2] = [Math.max(-edge, x(fromUs)), Math.min(width + edge, x(toUs))];
    const like = `${kind} ${slot} ${tone}`;
    if (Math.ceil(x2) <= (lastX.get(like) ?? -Infinity)) continue;
    lastX.set(like, Math.ceil(x2));
    const slotTop = top + lanePad - 1 + slot * slotHeight;
    boxes.push({ entry, x1, x2, top: slotTop, bottom: slotTop + slotHeight - barGap, inside: [Math.max(0, x1), x2], room: 0, roomBefore: 0 });
  }
  makeRoom(boxes, width);
  return boxes;
}

/** Text keeps off points, and stands beside its entry only where nothing else is. */
function makeRoom(boxes: { -readonly [K in keyof EntryBox]: EntryBox[K] }[], width: number): void {
  const nextX: number[] = [];
  for (const box of [...boxes].reverse()) {
    if (box.entry.kind === 'line') continue;
    const { entry: { kind, slot }, x1, x2 } = box;
    const next = nextX[slot] ?? width;
    const reach = kind === 'point' ? pointReach : 0;
    box.inside = [box.inside[0], Math.min(x2, next)];
    box.room = Math.max(0, next - x2 - reach);
    nextX[slot] = x1 - reach;
  }
  const barEnd: number[] = [];
  const pointEnd: number[] = [];
  for (const box of boxes) {
    const { entry: { kind, slot }, x1, x2 } = box;
    if (kind === 'line') continue;
    if (kind === 'bar') {
      box.inside = [Math.max(box.inside[0], pointEnd[slot] ?? 0), box.inside[1]];
      barEnd[slot] = x2;
    } else {
      if (barEnd[slot] === undefined && pointEnd[slot] === undefined) box.roomBefore = Math.max(0, x1 - pointReach);
      if (x1 < (barEnd[slot] ?? -Infinity) - 1) box.room = 0;
      pointEnd[slot] = x1 + pointReach;
    }
  }
}

/** The entry at a place: a point before a bar, of bars the one drawn last; a line only where nothing else is. */
export function entryAt(boxes: readonly EntryBox[], x: number, y: number): TimelineEntry | undefined {
  const there = boxes.filter(({ entry: { kind }, x1, x2, top, bottom }) => y >= top && y <= bottom && (kind === 'point' ? Math.abs(x - x1) <= pointReach : x >= x1 - 2 && x <= x2 + 2));
  const bars = there.filter(({ entry }) => entry.kind === 'bar');
  return (there.find(({ entry }) => entry.kind === 'point') ?? bars.at(-1) ?? there[0])?.entry;
}

/** The entry of a lane that is nearest to an instant, of those in view. */
export function nearestEntry(lane: TimelineLane, range: TimeRange, timeUs: number): TimelineEntry | undefined {
  const apartUs = ({ fromUs, toUs }: TimelineEntry): number => Math.max(0, fromUs - timeUs, timeUs - toUs);
  const inView = lane.entries.slice(...entriesIn(lane, range));
  return least(inView.filter(({ kind }) => kind !== 'line'), apartUs) ?? inView[0];
}

/** What is shown by a row of the trace, else by its cause. */
export function entriesShowing({ cause }: Trace, lanes: readonly TimelineLane[], row: number): readonly TimelineEntry[] {
  const shownBy = (wanted: number): TimelineEntry[] => {
    const found: TimelineEntry[] = [];
    if (wanted >= 0) for (const { entries } of lanes) for (const entry of entries) if (entry.row === wanted) found.push(entry);
    return found;
  };
  const own = shownBy(row);
  return own.length > 0 || row < 0 ? own : shownBy(cause[row]);
}

/** How much is shown on both sides of what a row is about, as a share of how long that lasts. */
const surroundings = 0.6;

/** The stretch of time of what a row of the trace shows and of everything in its group that overlaps it, with its surroundings. */
export function groupAround(trace: Trace, lanes: readonly TimelineLane[], row: number, endUs: number): TimeRange | undefined {
  const [shown] = entriesShowing(trace, lanes, row);
  if (!shown) return undefined;
  const beside = lanes.filter(({ group }) => group === shown.lane.group).flatMap(lane => lane.entries).filter(entry => entry.fromUs <= shown.toUs && entry.toUs >= shown.fromUs && !entry.open);
  const [fromUs, toUs] = [min([shown, ...beside], entry => entry.fromUs)!, max([shown, ...beside], entry => entry.open ? entry.fromUs : entry.toUs)!];
  const roomUs = (toUs - fromUs) * surroundings;
  return toUs === fromUs ? undefined : clamped({ fromUs: fromUs - roomUs, toUs: toUs + roomUs }, endUs);
}
