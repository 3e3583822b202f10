import { bisectLeft, bisector, least } from 'd3';
import type { TimelineEntry, TimelineLane } from '../model/timeline.ts';
import type { TimeRange } from './viewport.ts';

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
  /** Free room on the right of it in its slot. */
  readonly room: number;
}

export const slotHeight = 18;
const lanePad = 3;
const groupGap = 5;
const barGap = 2;
const pointReach = 7;
const edge = 6;

/** Lanes with something in view, below each other; the others take no room. */
export function layOutTimeline(lanes: readonly TimelineLane[], range: TimeRange): readonly TimelineBox[] {
  const boxes: TimelineBox[] = [];
  let top = 0;
  let group: string | undefined;
  for (const lane of lanes) {
    if (!hasEntryIn(lane, range)) continue;
    const first = lane.group !== group;
    if (first && boxes.length > 0) top += groupGap;
    const height = lane.slots * slotHeight + lanePad;
    boxes.push({ lane, top, height, first });
    top += height;
    group = lane.group;
  }
  return boxes;
}

/** Those boxes that lie at least partly between two heights. */
export function boxesBetween(boxes: readonly TimelineBox[], top: number, bottom: number): readonly TimelineBox[] {
  return boxes.slice(lowerEdge.right(boxes, top), upperEdge.left(boxes, bottom));
}

const lowerEdge = bisector((box: TimelineBox) => box.top + box.height);
const upperEdge = bisector((box: TimelineBox) => box.top);
const beginning = bisector((entry: TimelineEntry) => entry.fromUs);

/** Indices of the entries that may be in view: from the first that reaches into it to the last that begins before its end. */
function entriesIn({ entries, lastEndUs }: TimelineLane, { fromUs, toUs }: TimeRange): readonly [from: number, past: number] {
  return [bisectLeft(lastEndUs, fromUs), beginning.right(entries, toUs)];
}

function hasEntryIn(lane: TimelineLane, range: TimeRange): boolean {
  const [from, past] = entriesIn(lane, range);
  return from < past;
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
    boxes.push({ entry, x1, x2, top: slotTop, bottom: slotTop + slotHeight - barGap, room: 0 });
  }
  const nextX: number[] = [];
  for (let index = boxes.length - 1; index >= 0; index--) {
    const box = boxes[index];
    box.room = Math.max(0, (nextX[box.entry.slot] ?? width) - box.x2);
    nextX[box.entry.slot] = box.x1;
  }
  return boxes;
}

/** The entry at a place: a point before a bar, of bars the one drawn last. */
export function entryAt(boxes: readonly EntryBox[], x: number, y: number): TimelineEntry | undefined {
  const there = boxes.filter(({ entry: { kind }, x1, x2, top, bottom }) => y >= top && y <= bottom && (kind === 'point' ? Math.abs(x - x1) <= pointReach : x >= x1 - 2 && x <= x2 + 2));
  return (there.find(({ entry }) => entry.kind === 'point') ?? there.at(-1))?.entry;
}

/** The entry of a lane that is nearest to an instant, of those in view. */
export function nearestEntry(lane: TimelineLane, range: TimeRange, timeUs: number): TimelineEntry | undefined {
  const apartUs = ({ fromUs, toUs }: TimelineEntry): number => Math.max(0, fromUs - timeUs, timeUs - toUs);
  return least(lane.entries.slice(...entriesIn(lane, range)), apartUs);
}
