import type { Operation } from '../../sim/history.ts';
import { queue } from '../linearization/containers.ts';
import { emptyInstant, itemsOf, occupiedDuring, occupiedTimes, operationsOf, type Item, type Items, type Occupied } from './items.ts';
import { searched, shownSmallest } from './searched.ts';
import type { Verdict } from './verdict.ts';

/**
 * Judges a queue, in log-linear time where each item is enqueued once and every dequeue is answered, else by a search. There
 * is an order exactly if no item is dequeued before it is enqueued or twice, no two items are dequeued in the opposite
 * order, and no dequeue that found nothing lies within a time during which something was certainly in (the four violations of
 * Henzinger, Sezgin and Vafeiadis, "Aspect-oriented linearizability proofs", 2013). The order is found by taking items that nothing has to
 * precede one after another (Lee and Mathur, "Efficient decrease-and-conquer linearizability monitoring", OOPSLA 2025).
 */
export function judgeQueue(operations: readonly Operation[]): Verdict {
  const found = itemsOf(operations, 'enqueue');
  if (!found) return searched(queue, operations);
  if ('impossible' in found) return shownSmallest(queue, found.impossible, operations);
  const swapped = swappedPair(found.items);
  if (swapped) return shownSmallest(queue, operationsOf(swapped), operations);
  const times = occupiedTimes(found.items);
  for (const empty of found.empties) {
    const time = occupiedDuring(times, empty);
    if (time) return shownSmallest(queue, [...operationsOf(time.items), empty], operations);
  }
  return { valid: true, order: orderOf(found, times) };
}

/** Two items of which the second was enqueued when the first was in, and dequeued before the first may have been. */
function swappedPair(items: readonly Item[]): readonly [Item, Item] | undefined {
  const byPut = [...items].sort((a, b) => a.putToUs - b.putToUs);
  let earlier = 0;
  let longest: Item | undefined;
  for (const item of [...items].sort((a, b) => a.putFromUs - b.putFromUs)) {
    for (; earlier < byPut.length && byPut[earlier]!.putToUs < item.putFromUs; earlier++) {
      if (!longest || byPut[earlier]!.takeFromUs > longest.takeFromUs) longest = byPut[earlier]!;
    }
    if (longest && longest.takeFromUs > item.takeToUs) return [longest, item];
  }
  return undefined;
}

/** A part of the order: the items that were in and out again between two instants at which the queue was found empty. */
function orderOf({ items, empties }: Items, times: readonly Occupied[]): Operation[] {
  const found = empties.map(operation => ({ operation, atUs: emptyInstant(times, operation) })).sort((a, b) => a.atUs - b.atUs);
  const sorted = [...items].sort((a, b) => a.takeFromUs - b.takeFromUs);
  const order: Operation[] = [];
  let from = 0;
  for (let next = 0, sinceUs = -Infinity; ; next++) {
    const atUs = found[next]?.atUs ?? Infinity;
    let to = from;
    while (to < sorted.length && (next >= found.length || sorted[to]!.takeFromUs <= atUs)) to++;
    for (const operation of interleaving(fifoOrder(sorted.slice(from, to)), sinceUs)) order.push(operation);
    if (next >= found.length) return order;
    order.push(found[next]!.operation);
    from = to;
    sinceUs = atUs;
  }
}

/** Items in an order in which they can be enqueued and dequeued: those come next that no other was enqueued or dequeued before. */
function fifoOrder(items: readonly Item[]): Item[] {
  const along = (by: (item: Item) => number): number[] => items.map((_, index) => index).sort((a, b) => by(items[a]!) - by(items[b]!));
  const sides = [
    { fromUs: (item: Item) => item.putFromUs, toUs: (item: Item) => item.putToUs },
    { fromUs: (item: Item) => item.takeFromUs, toUs: (item: Item) => item.takeToUs },
  ].map(side => ({ ...side, begun: along(side.fromUs), ended: along(side.toUs), next: 0, first: 0 }));
  const free = new Uint8Array(items.length);
  const done = new Uint8Array(items.length);
  const ready: number[] = [];
  const order: Item[] = [];
  while (order.length < items.length) {
    for (const side of sides) {
      while (done[side.ended[side.first]!] === 1) side.first++;
      const limitUs = side.toUs(items[side.ended[side.first]!]!);
      for (; side.next < items.length && side.fromUs(items[side.begun[side.next]!]!) <= limitUs; side.next++) {
        const item = side.begun[side.next]!;
        if (++free[item]! === sides.length) ready.push(item);
      }
    }
    const item = ready.pop();
    if (item === undefined) throw new Error('items of a queue in a circle, though no two are swapped');
    done[item] = 1;
    order.push(items[item]!);
  }
  return order;
}

/** Each operation as early as the order of the items allows. */
function interleaving(items: readonly Item[], sinceUs: number): Operation[] {
  const placed: { readonly operation: Operation; readonly atUs: number; readonly rank: number }[] = [];
  let putUs = sinceUs;
  let takeUs = sinceUs;
  items.forEach(({ put, take, putFromUs, takeFromUs }, index) => {
    putUs = Math.max(putUs, putFromUs);
    placed.push({ operation: put, atUs: putUs, rank: index });
    if (!take) return;
    takeUs = Math.max(takeUs, takeFromUs, putUs);
    placed.push({ operation: take, atUs: takeUs, rank: items.length + index });
  });
  return placed.sort((a, b) => a.atUs - b.atUs || a.rank - b.rank).map(({ operation }) => operation);
}
