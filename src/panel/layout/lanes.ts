import type { Lane } from '../model/lanes.ts';
import type { OperationBar } from '../model/operations.ts';

/** Where a lane lies, in pixels from the top of the diagram. */
export interface LaneBox {
  readonly top: number;
  readonly height: number;
  /** Of the line that events lie on. */
  readonly lineY: number;
  /** Operations beside each other in this lane. */
  readonly slots: number;
}

const minHeight = 24;
const maxHeight = 84;
const slotHeight = 16;
/** From the line of a lane with bars to its lower edge. */
const belowLine = 11;
const maxSlots = 6;
export const barHeight = 13;

/** Lanes share the height that there is; those with operations get room for their bars. Taller than `height` when they must. */
export function layOutLanes(lanes: readonly Lane[], operations: readonly OperationBar[], height: number): readonly LaneBox[] {
  const slots = new Int32Array(lanes.length);
  for (const bar of operations) slots[bar.lane] = Math.min(maxSlots, Math.max(slots[bar.lane], bar.slot + 1));
  const needed = lanes.map((_, lane) => slots[lane] === 0 ? minHeight : slots[lane] * slotHeight + belowLine + 7);
  const spare = Math.max(0, height - needed.reduce((sum, each) => sum + each, 0)) / Math.max(1, lanes.length);
  let top = 0;
  return needed.map((least, lane) => {
    const laneHeight = Math.floor(Math.min(Math.max(least, maxHeight), least + spare));
    const lineY = slots[lane] === 0 ? top + laneHeight / 2 : top + (laneHeight + slots[lane] * slotHeight) / 2 - 1;
    const box = { top, height: laneHeight, lineY: Math.round(lineY), slots: slots[lane] };
    top += laneHeight;
    return box;
  });
}

/** Upper edge of an operation's bar: slots are stacked upwards from the line. */
export function barTop(box: LaneBox, slot: number): number {
  return box.lineY - (Math.min(slot, maxSlots - 1) + 1) * slotHeight;
}

export function totalHeight(boxes: readonly LaneBox[]): number {
  const last = boxes.at(-1);
  return last ? last.top + last.height : 0;
}
