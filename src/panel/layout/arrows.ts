import { Fate, type FateCode, type Messages } from '../model/messages.ts';
import type { LaneBox } from './lanes.ts';
import type { TimeRange } from './viewport.ts';

/** One line from lane to lane, standing for `count` messages; only its part in view. */
export interface Arrow {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  /** Whether the end is in view. */
  readonly ends: boolean;
  readonly fate: FateCode;
  readonly copy: boolean;
  readonly count: number;
  /** Index of (one of) its messages. */
  readonly message: number;
}

/** Above this many messages in view, those that start and end on the same pixels are drawn as one. */
const mergeAbove = 1_500;
const mergePixels = 3;
const blockSize = 256;
/** A message lost as it is sent is drawn as a stub this long. */
const stubWidth = 12;
const stubShare = 0.55;

const endsOfBlocks = new WeakMap<Messages, Float64Array>();

/** The latest end of each block of messages: finds those in view without looking at all of them. */
function blockEnds(messages: Messages): Float64Array {
  let ends = endsOfBlocks.get(messages);
  if (ends) return ends;
  endsOfBlocks.set(messages, ends = new Float64Array(Math.ceil(messages.length / blockSize)).fill(-Infinity));
  for (let index = 0; index < messages.length; index++) {
    const block = Math.floor(index / blockSize);
    if (messages.endUs[index] > ends[block]) ends[block] = messages.endUs[index];
  }
  return ends;
}

/** Indices of the messages that were on their way at some instant of a stretch of time. */
export function messagesInView(messages: Messages, { fromUs, toUs }: TimeRange): Int32Array {
  const ends = blockEnds(messages);
  const found = new Int32Array(messages.length);
  let count = 0;
  for (let block = 0; block < ends.length; block++) {
    const first = block * blockSize;
    if (messages.startUs[first] > toUs) break;
    if (ends[block] < fromUs) continue;
    const past = Math.min(first + blockSize, messages.length);
    for (let index = first; index < past; index++) {
      if (messages.endUs[index] >= fromUs && messages.startUs[index] <= toUs) found[count++] = index;
    }
  }
  return found.slice(0, count);
}

/** Arrows that can still be told from a fog; more look the same and take longer. */
const mostArrows = 4_000;

/**
 * Of more messages than can be told apart, every second, fourth, eighth …, of those that were lost, late or doubled
 * as many as of the others; which ones does not depend on the stretch of time, so that they stay while it moves.
 */
export function sampled(messages: Messages, inView: Int32Array, most = mostArrows): Int32Array {
  const ranks = ranksOf(messages);
  let usual = 0;
  for (let index = 0; index < inView.length; index++) if (ranks[inView[index]] >= 0) usual++;
  const [every, everyUnusual] = [strideFor(usual, most / 2), strideFor(inView.length - usual, most / 2)];
  if (every === 1 && everyUnusual === 1) return inView;
  const kept = new Int32Array(inView.length);
  let count = 0;
  for (let index = 0; index < inView.length; index++) {
    const rank = ranks[inView[index]];
    if (rank >= 0 ? rank % every === 0 : ~rank % everyUnusual === 0) kept[count++] = inView[index];
  }
  return kept.slice(0, count);
}

const strideFor = (count: number, most: number): number => 2 ** Math.max(0, Math.ceil(Math.log2(count / most)));

const knownRanks = new WeakMap<Messages, Int32Array>();

/** The position of each message among the usual ones, or the complement (~) of its position among the others. */
function ranksOf(messages: Messages): Int32Array {
  let ranks = knownRanks.get(messages);
  if (ranks) return ranks;
  knownRanks.set(messages, ranks = new Int32Array(messages.length));
  let [usual, unusual] = [0, 0];
  for (let message = 0; message < messages.length; message++) {
    ranks[message] = messages.fate[message] === Fate.delivered && messages.copy[message] === 0 ? usual++ : ~unusual++;
  }
  return ranks;
}

/** `x` maps time to pixels, of which `width` are in view; `laneOfNode` nodes to boxes. */
export function layOutArrows(
  messages: Messages, inView: Int32Array, x: (timeUs: number) => number, width: number, laneOfNode: Int16Array, boxes: readonly LaneBox[],
): readonly Arrow[] {
  const lineY = Float64Array.from(laneOfNode, lane => boxes[lane].lineY);
  const merge = inView.length > mergeAbove;
  const merged = new Map<number, number>();
  const arrows: (Omit<Arrow, 'count'> & { count: number })[] = [];
  for (const message of inView) {
    const from = messages.from[message];
    const to = messages.to[message];
    if (from < 0 || to < 0) continue;
    const fate = messages.fate[message] as FateCode;
    const copy = messages.copy[message] === 1;
    const x1 = x(messages.startUs[message]);
    const x2 = x(messages.endUs[message]);
    if (merge) {
      const key = ((((Math.floor(x1 / mergePixels) * 8192 + (Math.floor((x2 - x1) / mergePixels) & 8191)) * 128 + (from & 127)) * 128 + (to & 127)) * 4 + fate) * 2 + (copy ? 1 : 0);
      const known = merged.get(key);
      if (known !== undefined) {
        arrows[known].count++;
        continue;
      }
      merged.set(key, arrows.length);
    }
    const y1 = lineY[from];
    const y2 = lineY[to];
    const stub = fate === Fate.lost && messages.endUs[message] === messages.startUs[message];
    const end = fate === Fate.lost ? lossPlace(x2, y1, y2, stub) : { x: x2, y: y2 };
    const line = { x1, y1, x2: end.x, y2: end.y };
    arrows.push({ ...clipped(line, width), ends: line.x2 <= width + clipMargin, fate, copy, message, count: 1 });
  }
  return arrows;
}

/** Where the arrow of a lost message ends; `atOnce` if it never got under way. */
export function lossPlace(x: number, fromY: number, toY: number, atOnce: boolean): { readonly x: number; readonly y: number } {
  return atOnce ? { x: x + stubWidth, y: fromY + (toY - fromY) * stubShare } : { x, y: toY };
}

type Line = Pick<Arrow, 'x1' | 'y1' | 'x2' | 'y2'>;

/** Canvases take very long to dash what is far outside. */
const clipMargin = 20;

/** The part of a line, which never runs to the left, that is in view. */
function clipped({ x1, y1, x2, y2 }: Line, width: number): Line {
  const yAt = (x: number): number => y1 + ((x - x1) / (x2 - x1)) * (y2 - y1);
  const [left, right] = [-clipMargin, width + clipMargin];
  return {
    ...x1 < left && x2 > left ? { x1: left, y1: yAt(left) } : { x1, y1 },
    ...x2 > right && x1 < right ? { x2: right, y2: yAt(right) } : { x2, y2 },
  };
}
