import { group } from 'd3';
import type { HistoryTrack, KeyOrders } from '../../lab/recording.ts';
import { t } from '../../lab/l10n.ts';

/** Part of an order of operations on one key. */
export type Order = KeyOrders['orders'][number];

/** One horizontal line, on which bars do not overlap, of those that belong together: a client's, or those at one node. */
export interface HistoryLane {
  readonly name: string;
  /** What more there is to say of it. */
  readonly role: string;
  readonly lines: number;
}

/** The operations on one key, or on all, arranged in lanes. Operations are meant by their positions in the track. */
export interface ShownHistory {
  readonly track: HistoryTrack;
  /** '' for all. */
  readonly key: string;
  /** In order of invocation. */
  readonly operations: readonly number[];
  readonly lanes: readonly HistoryLane[];
  /** By operation. */
  readonly line: ReadonlyMap<number, number>;
  /** Clients share lines: a bar has to say whose it is. */
  readonly shared: boolean;
  readonly orders: KeyOrders | undefined;
  /** Kinds of operation that are seen to change something. */
  readonly changing: ReadonlySet<string>;
}

/** More clients share lines. */
const mostClientLanes = 12;
/** More keys are not chosen from one by one. */
const mostKeys = 40;
/** Of one lane; what finds no place shares the last. */
const mostLines = 40;

/** Keys that can be shown by themselves: those that contradict themselves first, then the busiest. */
export function keysOf({ operations, orders }: HistoryTrack): readonly string[] {
  const counts = group(operations, ({ key }) => key);
  if (counts.size > mostKeys) return [];
  const contradicted = new Set(orders.flatMap(({ key, contradiction }) => (contradiction ? [key] : [])));
  return [...counts].sort(([a, { length: most }], [b, { length: others }]) => Number(contradicted.has(b)) - Number(contradicted.has(a)) || others - most).map(([key]) => key);
}

/** The key that is shown if none was chosen: where keys are judged one, else all. */
export const firstKey = (track: HistoryTrack): string => (track.orders.length > 0 ? keysOf(track)[0] ?? '' : '');

export function historyOfKey(track: HistoryTrack, key: string): ShownHistory {
  const operations = track.operations.flatMap((operation, index) => (key === '' || operation.key === key ? [index] : []));
  const shared = new Set(operations.map(index => track.operations[index].client)).size > mostClientLanes;
  const orders = track.orders.find(each => each.key === key);
  return { track, key, operations, shared, orders, changing: changingOf(track), ...arranged(track, operations, shared) };
}

function arranged({ operations }: HistoryTrack, shown: readonly number[], shared: boolean): Pick<ShownHistory, 'lanes' | 'line'> {
  const line = new Map<number, number>();
  const lanes: HistoryLane[] = [];
  let first = 0;
  for (const [name, ofLane] of group(shown, index => (shared ? operations[index].node ?? '' : operations[index].client))) {
    const freeUs: number[] = [];
    for (const index of ofLane) {
      const { fromUs, toUs } = operations[index];
      const free = freeUs.findIndex(endUs => endUs < fromUs);
      const slot = Math.min(mostLines - 1, free < 0 ? freeUs.length : free);
      freeUs[slot] = Math.max(freeUs[slot] ?? 0, toUs);
      line.set(index, first + slot);
    }
    const clients = new Set(ofLane.map(index => operations[index].client)).size;
    lanes.push({ name: name || t('clients'), role: shared ? t('asked by {0}', clients) : '', lines: freeUs.length });
    first += freeUs.length;
  }
  return { lanes, line };
}

function changingOf({ operations, orders }: HistoryTrack): ReadonlySet<string> {
  return new Set(orders.flatMap(({ initial, orders: ofKey }) => ofKey.flatMap(order => order.operations.flatMap((operation, index) =>
    (order.states[index] === (order.states[index - 1] ?? initial) ? [] : [operations[operation].f])))));
}

/** The order that explains all, or the longest that could be begun with an operation; of none in particular for -1. */
export function orderThrough({ orders }: ShownHistory, operation: number): Order | undefined {
  return operation < 0 ? orders?.orders[0] : orders?.orders.find(({ operations }) => operations.includes(operation));
}

/** What an operation does in an order: its place from 1, and the states before and after it. */
export function placeIn(order: Order, initial: string, operation: number): { readonly place: number; readonly before: string; readonly after: string } {
  const index = order.operations.indexOf(operation);
  return { place: index + 1, before: order.states[index - 1] ?? initial, after: order.states[index] };
}

/** The operation that a row begins or completes; -1 for none. */
export function operationOfRow({ operations }: HistoryTrack, row: number): number {
  return row < 0 ? -1 : operations.findIndex(({ invokedRow, completedRow }) => row === invokedRow || row === completedRow);
}

/** From when to when the operations lie that show why no order explains all; of the key that is shown first unless another is asked for. */
export function contradictionSpan(track: HistoryTrack, key = firstKey(track)): { readonly fromUs: number; readonly toUs: number } | undefined {
  const shown = track.orders.find(each => each.key === key)?.contradiction?.operations.map(operation => track.operations[operation]);
  return shown && { fromUs: Math.min(...shown.map(({ fromUs }) => fromUs)), toUs: Math.max(...shown.map(({ toUs }) => toUs)) };
}
