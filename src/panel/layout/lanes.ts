import type { Lane } from '../model/lanes.ts';
import type { OperationBar } from '../model/operations.ts';

/** Where a lane lies, in pixels from the top of the diagram. */
export interface LaneBox {
  readonly top: number;
  readonly height: number;
  /** Of the line that events lie on. */
  readonly lineY: number;
  /** Bars of operations above each other; those that find no place share the top one. */
  readonly slots: number;
  readonly slotHeight: number;
}

const minHeight = 24;
const maxHeight = 110;
const maxSlots = 12;
const slotHeights = { most: 16, least: 8, ofAll: 100 };
const barGap = 3;
/** From the line of a lane with bars to its lower edge, and from its bars to the upper one. */
const belowLine = 11;
const aboveBars = 7;

/** Lanes share the height that there is; those with operations get room for their bars. Taller than `height` when they must. */
export function layOutLanes(lanes: readonly Lane[], operations: readonly OperationBar[], height: number): readonly LaneBox[] {
  const slots = new Int32Array(lanes.length);
  for (const bar of operations) slots[bar.lane] = Math.min(maxSlots, Math.max(slots[bar.lane], bar.slot + 1));
  const slotHeight = Array.from(slots, count => Math.max(slotHeights.least, Math.min(slotHeights.most, Math.floor(slotHeights.ofAll / count))));
  const needed = lanes.map((_, lane) => slots[lane] === 0 ? minHeight : slots[lane] * slotHeight[lane] + belowLine + aboveBars);
  const spare = Math.max(0, height - needed.reduce((sum, each) => sum + each, 0)) / Math.max(1, lanes.length);
  let top = 0;
  return needed.map((least, lane) => {
    const laneHeight = Math.floor(Math.min(Math.max(least, maxHeight), least + spare));
    const barsHeight = slots[lane] * slotHeight[lane];
    const lineY = Math.round(barsHeight === 0 ? top + laneHeight / 2 : top + (laneHeight + barsHeight) / 2 - 1);
    const box = { top, height: laneHeight, lineY, slots: slots[lane], slotHeight: slotHeight[lane] };
    top += laneHeight;
    return box;
  });
}

/** Upper and lower edge of an operation's bar: slots are stacked upwards from the line. */
export function barEdges({ lineY, slots, slotHeight }: LaneBox, slot: number): { readonly top: number; readonly bottom: number } {
  const top = lineY - (Math.min(slot, slots - 1) + 1) * slotHeight;
  return { top, bottom: top + slotHeight - barGap };
}

/** Whether an operation's bar has a place of its own. */
export function hasOwnPlace({ slots }: LaneBox, slot: number): boolean {
  return slot < slots - 1 || slots < maxSlots;
}

export function totalHeight(boxes: readonly LaneBox[]): number {
  const last = boxes.at(-1);
  return last ? last.top + last.height : 0;
}
