import type { HistoryTrack } from '../../lab/recording.ts';
import type { Order, ShownHistory } from '../model/history.ts';
import type { TimeRange } from './viewport.ts';

export interface OperationBox {
  readonly operation: number;
  readonly x1: number;
  /** When the client heard; where it never did, or the operation may have taken effect later, the bar fades out from here. */
  readonly x2: number;
  readonly fades: boolean;
  readonly top: number;
  readonly bottom: number;
}

/** An instant at which an operation can have taken effect. */
export interface ThreadPoint {
  readonly operation: number;
  readonly x: number;
  readonly y: number;
}

const lineHeights = { least: 24, most: 30 };
const barGap = 4;
/** The thread runs through the lower part of the bars, below their texts. */
const threadRoom = 5;
const laneGap = 10;
/** Room above the lanes for what the one copy holds. */
export const copyHeight = 28;
const topGap = 4;

/** Where the lines of a history lie; they share the height that there is, and take more if they must. */
export class HistoryGrid {
  readonly shown: ShownHistory;
  /** Of bars. */
  readonly barHeight: number;
  readonly lanes: readonly { readonly top: number; readonly height: number }[];
  readonly height: number;
  private readonly tops: readonly number[];

  constructor(shown: ShownHistory, availableHeight: number) {
    this.shown = shown;
    const first = shown.orders ? copyHeight : topGap;
    const lines = shown.lanes.reduce((sum, lane) => sum + lane.lines, 0);
    const fair = Math.floor((availableHeight - first - laneGap * shown.lanes.length) / Math.max(1, lines));
    const lineHeight = Math.max(lineHeights.least, Math.min(lineHeights.most, fair));
    this.barHeight = lineHeight - barGap;
    let top = first;
    this.lanes = shown.lanes.map(lane => {
      const height = lane.lines * lineHeight + laneGap;
      top += height;
      return { top: top - height, height };
    });
    this.height = top;
    this.tops = shown.lanes.flatMap((lane, index) => Array.from({ length: lane.lines }, (_, line) => this.lanes[index].top + (laneGap + barGap) / 2 + line * lineHeight));
  }

  /** Upper edge of an operation's bar. */
  topOf(operation: number): number {
    return this.tops[this.shown.line.get(operation)!] ?? 0;
  }
}

export function layOutOperations(grid: HistoryGrid, range: TimeRange, x: (timeUs: number) => number): readonly OperationBox[] {
  const { shown, barHeight } = grid;
  return shown.operations.flatMap((operation): OperationBox[] => {
    const { fromUs, toUs, outcome, completedRow } = shown.track.operations[operation];
    if (toUs < range.fromUs || fromUs > range.toUs) return [];
    const top = grid.topOf(operation);
    return [{ operation, x1: x(fromUs), x2: Math.max(x(fromUs) + 3, x(toUs)), fades: outcome === 'info' || completedRow < 0, top, bottom: top + barHeight }];
  });
}

/**
 * When each operation of an order took effect, by the order's positions: in the middle of the time that it had, between the
 * last invocation before it in the order and the first completion after it. Operations with the same time share it evenly.
 */
export function effectTimes({ operations }: HistoryTrack, order: Order, endUs: number): readonly number[] {
  const count = order.operations.length;
  const from: number[] = [];
  const to: number[] = new Array(count);
  order.operations.forEach((operation, index) => { from[index] = Math.max(from[index - 1] ?? 0, operations[operation].fromUs); });
  for (let index = count - 1; index >= 0; index--) {
    const { outcome, toUs } = operations[order.operations[index]];
    to[index] = Math.min(to[index + 1] ?? endUs, outcome === 'ok' ? toUs : endUs);
  }
  const times: number[] = [];
  for (let first = 0; first < count;) {
    let past = first + 1;
    while (past < count && from[past] === from[first] && to[past] === to[first]) past++;
    for (let index = first; index < past; index++) {
      const own = from[index] + ((to[index] - from[index]) * (index - first + 1)) / (past - first + 1);
      times[index] = Math.max(times[index - 1] ?? 0, own);
    }
    first = past;
  }
  return times;
}

/** The thread through the bars; its points are those of the order, in view or not. */
export function layOutThread(grid: HistoryGrid, order: Order, timesUs: readonly number[], x: (timeUs: number) => number): readonly ThreadPoint[] {
  return order.operations.map((operation, index) => ({ operation, x: x(timesUs[index]), y: grid.topOf(operation) + grid.barHeight - threadRoom }));
}

/** A stretch of time in which the one copy holds a value. */
export interface Held {
  readonly fromUs: number;
  readonly toUs: number;
  readonly state: string;
}

/** When an order breaks off: when the operation began that should have been next, of those that had to be answered. */
export function breakOff({ operations }: HistoryTrack, shown: ShownHistory, order: Order, timesUs: readonly number[]): number {
  const placed = new Set(order.operations);
  const missing = shown.operations.filter(operation => !placed.has(operation) && operations[operation].outcome === 'ok');
  const next = missing.reduce((first, operation) => (operations[operation].toUs < operations[first].toUs ? operation : first), missing[0]);
  return Math.max(timesUs.at(-1) ?? 0, next === undefined ? 0 : operations[next].fromUs);
}

/** What the one copy holds by an order, until an instant. */
export function heldBy({ states }: Order, initial: string, timesUs: readonly number[], endUs: number): readonly Held[] {
  const held: { fromUs: number; toUs: number; state: string }[] = [{ fromUs: 0, toUs: endUs, state: initial }];
  states.forEach((state, index) => {
    const last = held.at(-1)!;
    if (state === last.state) return;
    last.toUs = timesUs[index];
    held.push({ fromUs: timesUs[index], toUs: endUs, state });
  });
  return held;
}

/** The operation at a place; -1 for none. Narrow bars are met beside them, too. */
export function operationAt(boxes: readonly OperationBox[], x: number, y: number): number {
  const near = boxes.filter(box => x >= box.x1 - 3 && x <= box.x2 + 3 && y >= box.top - 2 && y <= box.bottom + 2);
  const middle = ({ x1, x2 }: OperationBox): number => Math.abs((x1 + x2) / 2 - x);
  return near.reduce<OperationBox | undefined>((best, box) => (best && middle(best) <= middle(box) ? best : box), undefined)?.operation ?? -1;
}
