import type { TimelineLink, TimelineTrack, Tone } from '../../lab/recording.ts';
import { t } from '../../lab/l10n.ts';

/** How an entry looks; beside what timelines say: nobody knows how it ended, it was taken back, all of it was taken back in order, it is still to be done. */
export type Look = Tone | 'unclear' | 'undone' | 'compensated' | 'intended';

/** A bar or a point of a timeline, in its place; a line joins what belongs together. */
export interface TimelineEntry {
  readonly kind: 'bar' | 'point' | 'line';
  readonly lane: TimelineLane;
  readonly fromUs: number;
  /** Of a point: the same as `fromUs`; of a bar without an end: the end of the run. */
  readonly toUs: number;
  /** Whether it lasts beyond the run. */
  readonly open: boolean;
  /** In the picture, as far as there is room. */
  readonly text: string;
  /** What is said of it beside its times. */
  readonly words: string;
  readonly tone: Look;
  /** The lane of what it waits for. */
  readonly on?: (() => TimelineLane) | undefined;
  /** From here on nothing is taken back. */
  readonly pivot?: boolean;
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
  /** Lines that begin here, in order of time. */
  readonly links: readonly LaneLink[];
  /** Whether lines lead to it or from it, which need room between lanes. */
  readonly linked: boolean;
}

/** A line from a lane to another one. */
export interface LaneLink {
  readonly fromUs: number;
  readonly toUs: number;
  readonly to: TimelineLane;
  readonly tone: Tone;
}

type Draft = { -readonly [K in keyof TimelineLane]: TimelineLane[K] } & { readonly links: LaneLink[] };

/** An entry that has no place so far. */
export type EntryDraft = Omit<TimelineEntry, 'lane' | 'slot'>;

const withTone = (text: string, tone: Tone): string => ({ good: t('{0}, went well', text), bad: t('{0}, went wrong', text), waiting: t('{0}, waiting', text), neutral: text })[tone];

/** Bars beyond share the last place. */
const maxSlots = 5;

const known = new WeakMap<TimelineTrack, readonly TimelineLane[]>();

/** Lanes with anything in them, by group, in the order that the track gives, else of their first appearance. Computed once a track. */
export function timelineLanesOf(track: TimelineTrack, endUs: number): readonly TimelineLane[] {
  let lanes = known.get(track);
  if (!lanes) known.set(track, lanes = compute(track, endUs));
  return lanes;
}

function compute({ order, bars, points, links }: TimelineTrack, endUs: number): readonly TimelineLane[] {
  const drafts: (EntryDraft & { readonly group: string; readonly lane: string })[] = [
    ...bars.map(bar => ({ ...bar, kind: 'bar' as const, toUs: Math.min(endUs, bar.toUs ?? endUs), open: bar.toUs === undefined })),
    ...points.map(({ timeUs, ...point }) => ({ ...point, kind: 'point' as const, fromUs: timeUs, toUs: timeUs, open: false })),
  ].map(draft => ({ ...draft, words: withTone(draft.text, draft.tone) })).sort((a, b) => a.fromUs - b.fromUs);
  const groups = new Map<string, Map<string, typeof drafts>>();
  const placeOf = (group: string, name: string): typeof drafts => {
    let lanes = groups.get(group);
    if (!lanes) groups.set(group, lanes = new Map());
    let lane = lanes.get(name);
    if (!lane) lanes.set(name, lane = []);
    return lane;
  };
  for (const { group, lane } of order) placeOf(group, lane);
  for (const draft of drafts) placeOf(draft.group, draft.lane).push(draft);
  const made = [...groups].flatMap(([group, lanes]) => [...lanes].flatMap(([name, ofLane]) => (ofLane.length === 0 ? [] : [laneOf(group, name, ofLane)])));
  return links.length === 0 ? made : linked(made, links);
}

function linked(lanes: readonly Draft[], links: readonly TimelineLink[]): readonly TimelineLane[] {
  const byName = new Map(lanes.map(lane => [`${lane.group}\n${lane.name}`, lane]));
  for (const { group, from, to, tone } of links) {
    const [start, end] = [byName.get(`${group}\n${from.lane}`), byName.get(`${group}\n${to.lane}`)];
    if (!start || !end) continue;
    start.linked = end.linked = true;
    start.links.push({ fromUs: from.timeUs, toUs: to.timeUs, to: end, tone });
  }
  return lanes;
}

/** A lane with its entries, which come in order of their beginnings, each in its place. */
export function laneOf(group: string, name: string, drafts: readonly EntryDraft[]): Draft {
  const entries: TimelineEntry[] = [];
  const freeUs: number[] = [];
  const lastEndUs = new Float64Array(drafts.length);
  const lane: Draft = { group, name, entries, lastEndUs, slots: 1, links: [], linked: false };
  drafts.forEach(({ kind, fromUs, toUs, open, text, words, tone, on, pivot = false, row }, index) => {
    const slot = kind === 'bar' ? takeSlot(freeUs, fromUs, toUs) : 0;
    entries.push({ kind, lane, fromUs, toUs, open, text, words, tone, on, pivot, row, slot });
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
