import type { TimelineTrack, Tone } from '../../lab/recording.ts';

/** A bar or a point of a timeline, in its place. */
export interface TimelineEntry {
  readonly kind: 'bar' | 'point';
  readonly lane: TimelineLane;
  readonly fromUs: number;
  /** Of a point: the same as `fromUs`; of a bar without an end: the end of the run. */
  readonly toUs: number;
  /** Whether it lasts beyond the run. */
  readonly open: boolean;
  readonly text: string;
  readonly tone: Tone;
  /** Of the trace, -1 for none. */
  readonly row: number;
  /** Position among bars of its lane that overlap, from 0. */
  readonly slot: number;
}

export interface TimelineLane {
  readonly group: string;
  readonly name: string;
  /** In order of their beginnings. */
  readonly entries: readonly TimelineEntry[];
  /** By entry: the latest end of it and those before it. */
  readonly lastEndUs: Float64Array;
  /** Bars that lie above each other at most. */
  readonly slots: number;
}

/** Bars beyond share the last place. */
const maxSlots = 5;

/** Lanes by group, both in order of their first appearance. */
export function timelineLanesOf({ bars, points }: TimelineTrack, endUs: number): readonly TimelineLane[] {
  const drafts = [
    ...bars.map(bar => ({ ...bar, kind: 'bar' as const, toUs: Math.min(endUs, bar.toUs ?? endUs), open: bar.toUs === undefined })),
    ...points.map(({ timeUs, ...point }) => ({ ...point, kind: 'point' as const, fromUs: timeUs, toUs: timeUs, open: false })),
  ].sort((a, b) => a.fromUs - b.fromUs);
  const groups = new Map<string, Map<string, typeof drafts>>();
  for (const draft of drafts) {
    let lanes = groups.get(draft.group);
    if (!lanes) groups.set(draft.group, lanes = new Map());
    const lane = lanes.get(draft.lane);
    if (lane) lane.push(draft);
    else lanes.set(draft.lane, [draft]);
  }
  return [...groups].flatMap(([group, lanes]) => [...lanes].map(([name, ofLane]) => laneOf(group, name, ofLane)));
}

function laneOf(group: string, name: string, drafts: readonly Omit<TimelineEntry, 'lane' | 'slot'>[]): TimelineLane {
  const entries: TimelineEntry[] = [];
  const freeUs: number[] = [];
  const lastEndUs = new Float64Array(drafts.length);
  const lane: { -readonly [K in keyof TimelineLane]: TimelineLane[K] } = { group, name, entries, lastEndUs, slots: 1 };
  drafts.forEach(({ kind, fromUs, toUs, open, text, tone, row }, index) => {
    const slot = kind === 'bar' ? takeSlot(freeUs, fromUs, toUs) : 0;
    entries.push({ kind, lane, fromUs, toUs, open, text, tone, row, slot });
    lastEndUs[index] = Math.max(toUs, index > 0 ? lastEndUs[index - 1] : 0);
  });
  lane.slots = Math.max(1, freeUs.length);
  return lane;
}

function takeSlot(freeUs: number[], fromUs: number, toUs: number): number {
  const free = freeUs.findIndex(endUs => endUs <= fromUs);
  const slot = free >= 0 ? free : Math.min(freeUs.length, maxSlots - 1);
  freeUs[slot] = Math.max(freeUs[slot] ?? 0, toUs);
  return slot;
}
