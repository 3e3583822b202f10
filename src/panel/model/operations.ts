import type { Outcome } from '../../sim/history.ts';
import { TraceKind, type Trace } from '../../sim/trace.ts';

/** A client's operation, as a bar on its lane. */
export interface OperationBar {
  readonly id: number;
  readonly client: string;
  readonly invokeRow: number;
  /** -1 while it is open. */
  readonly completeRow: number;
  readonly lane: number;
  readonly fromUs: number;
  /** End of the run while it is open. */
  readonly toUs: number;
  readonly f: string;
  readonly outcome: Outcome | 'open';
  /** Position among operations that overlap on this lane, from 0. */
  readonly slot: number;
}

/** In order of invocation; `clients` by operation id. */
export function operationsOf(trace: Trace, clients: ReadonlyMap<number, string>, laneOfRow: Int16Array, endUs: number): readonly OperationBar[] {
  const completions = new Map<number, number>();
  for (let row = 0; row < trace.length; row++) if (trace.kind[row] === TraceKind.complete) completions.set(trace.ref[row], row);
  const slots = new Map<number, number[]>();
  const bars: OperationBar[] = [];
  for (let row = 0; row < trace.length; row++) {
    if (trace.kind[row] !== TraceKind.invoke) continue;
    const completeRow = completions.get(trace.ref[row]) ?? -1;
    const lane = laneOfRow[row];
    const fromUs = trace.timeUs[row];
    const toUs = completeRow < 0 ? endUs : trace.timeUs[completeRow];
    bars.push({
      id: trace.ref[row], client: clients.get(trace.ref[row])!, invokeRow: row, completeRow, lane, fromUs, toUs,
      f: trace.strings[trace.label[row]] ?? '',
      outcome: completeRow < 0 ? 'open' : outcomeOf(trace, completeRow),
      slot: takeSlot(slots, lane, fromUs, toUs),
    });
  }
  return bars;
}

function outcomeOf(trace: Trace, row: number): Outcome {
  const label = trace.strings[trace.label[row]];
  return label === 'ok' || label === 'fail' ? label : 'info';
}

/** The first slot of the lane that is free at `fromUs`; each slot remembers when it becomes free. */
function takeSlot(slots: Map<number, number[]>, lane: number, fromUs: number, toUs: number): number {
  let ends = slots.get(lane);
  if (!ends) slots.set(lane, ends = []);
  const free = ends.findIndex(endUs => endUs <= fromUs);
  const slot = free < 0 ? ends.length : free;
  ends[slot] = toUs;
  return slot;
}
