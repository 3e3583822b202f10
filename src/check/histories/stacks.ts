import type { Operation } from '../../sim/history.ts';
import { stack } from '../linearization/containers.ts';
import { Cover } from './cover.ts';
import { emptyInstant, isCertain, itemsOf, occupiedDuring, occupiedTimes, operationsOf, type Item, type Items, type Occupied } from './items.ts';
import { MaxTree } from './maxtree.ts';
import { searched, shownSmallest } from './searched.ts';
import type { Verdict } from './verdict.ts';

/**
 * Judges a stack, in log-linear time where each item is pushed once and every pop is answered, else by a search. While something is
 * certainly in, one item lies below all others: it can be pushed when that time begins, and popped when it ends. If there is
 * none, there is no order; any such item can be taken away, and what is left falls into times of the same kind (Abdulla et al.,
 * "Efficient linearizability monitoring", 2025; Lee and Mathur, "Efficient decrease-and-conquer linearizability monitoring",
 * OOPSLA 2025). Items that may never have been in can be pushed and popped at once at any time.
 */
export function judgeStack(operations: readonly Operation[]): Verdict {
  const found = itemsOf(operations, 'push');
  if (!found) return searched(stack, operations);
  if ('impossible' in found) return shownSmallest(stack, found.impossible, operations);
  const times = occupiedTimes(found.items);
  for (const empty of found.empties) {
    const time = occupiedDuring(times, empty);
    if (time) return shownSmallest(stack, [...operationsOf(time.items), empty], operations);
  }
  const piled = new Piles(found.items.filter(isCertain)).pile();
  if ('bottomless' in piled) return shownSmallest(stack, operationsOf(fewest(piled.bottomless)), operations);
  return { valid: true, order: withMoments(piled.steps, found, times) };
}

/** A push or a pop, and when it takes effect. */
interface Step {
  readonly operation: Operation;
  readonly atUs: number;
  readonly isPush: boolean;
}

type Piled = { readonly steps: readonly Step[] } | { readonly bottomless: readonly Item[] };

/** Which items lie below which. */
class Piles {
  /** In order of the instants at which they were in at the latest. */
  private readonly items: readonly Item[];
  private readonly instants: Float64Array;
  private readonly firstIn: Int32Array;
  private readonly cover: Cover;
  /** By item that can have been pushed by now: when it can have been popped at the latest. */
  private readonly latest: MaxTree;
  private readonly begun: readonly number[];
  private readonly taken: Uint8Array;
  private next = 0;

  constructor(items: readonly Item[]) {
    this.items = [...items].sort((a, b) => a.putToUs - b.putToUs);
    this.instants = Float64Array.from(new Set(this.items.flatMap(({ putToUs, takeFromUs }) => [putToUs, takeFromUs]))).sort();
    this.firstIn = Int32Array.from(this.items, ({ putToUs }) => this.placeOf(putToUs));
    this.cover = new Cover(2 * this.instants.length, this.items.map((item, index) => this.cellsOf(item, index)));
    this.taken = new Uint8Array(this.items.length);
    this.latest = new MaxTree(this.items.length);
    this.begun = this.items.map((_, index) => index).sort((a, b) => this.items[a]!.putFromUs - this.items[b]!.putFromUs);
  }

  pile(): Piled {
    const steps: Step[] = [];
    /** Times to look at, the earliest last; or pops to come. */
    const todo: (readonly [from: number, to: number] | Step)[] = this.cover.runs().reverse();
    for (let next = todo.pop(); next; next = todo.pop()) {
      if ('operation' in next) {
        steps.push(next);
        continue;
      }
      const [from, to] = next;
      const fromUs = this.instants[from >> 1]!;
      const toUs = this.instants[(to + 1) >> 1]!;
      const range = [this.firstWith(from >> 1), this.firstWith((to + 1) >> 1)] as const;
      const bottom = this.bottomOf(range, fromUs, toUs);
      if (bottom < 0) return { bottomless: this.items.slice(...range).filter((_, index) => this.taken[range[0] + index] === 0) };
      const { put, take } = this.items[bottom]!;
      steps.push({ operation: put, atUs: fromUs, isPush: true });
      if (take) todo.push({ operation: take, atUs: toUs, isPush: false });
      this.taken[bottom] = 1;
      this.latest.set(bottom, -Infinity);
      for (const run of this.cover.lift(this.cellsOf(this.items[bottom]!, bottom), next).reverse()) todo.push(run);
    }
    return { steps };
  }

  /** An item of those from one to another that can have been in during a whole time; -1 if there is none. Times are asked for in order of their begin. */
  private bottomOf([first, end]: readonly [number, number], fromUs: number, toUs: number): number {
    for (; this.next < this.begun.length && this.items[this.begun[this.next]!]!.putFromUs <= fromUs; this.next++) {
      const item = this.begun[this.next]!;
      if (this.taken[item] === 0) this.latest.set(item, this.items[item]!.takeToUs);
    }
    const best = this.latest.best(first, end);
    return best >= 0 && this.latest.get(best) >= toUs ? best : -1;
  }

  /** Cells are instants and the times between them, alternating; an item covers what lies between its two instants. */
  private cellsOf({ takeFromUs }: Item, index: number): readonly [number, number] {
    return [2 * this.firstIn[index]! + 1, 2 * this.placeOf(takeFromUs) - 1];
  }

  private placeOf(us: number): number {
    return lowest(this.instants.length, at => this.instants[at]! >= us);
  }

  /** The first item that was in no earlier than at an instant. */
  private firstWith(instant: number): number {
    return lowest(this.items.length, at => this.firstIn[at]! >= instant);
  }
}

/** The lowest whole number below `end` that satisfies what all higher ones do; else `end`. */
function lowest(end: number, satisfies: (at: number) => boolean): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (satisfies(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Fewer items without a bottom: those that show the whole time, of which as many are left out as can be, halves first. */
function fewest(bottomless: readonly Item[]): readonly Item[] {
  let shown = occupiedTimes(bottomless)[0]!.items;
  for (let size = shown.length >> 1; size >= 1; size >>= 1) {
    for (let from = 0; from < shown.length;) {
      const fewer = [...shown.slice(0, from), ...shown.slice(from + size)];
      if ('bottomless' in new Piles(fewer).pile()) shown = fewer;
      else from += size;
    }
  }
  return shown;
}

/** Puts in between what needs but a moment: items that may be pushed and popped at once, and pops that found nothing. */
function withMoments(steps: readonly Step[], { items, empties }: Items, times: readonly Occupied[]): Operation[] {
  const moments = [
    ...empties.map(operation => ({ atUs: emptyInstant(times, operation), operations: [operation] })),
    ...items.filter(item => !isCertain(item)).map(item => ({ atUs: item.takeFromUs, operations: operationsOf([item]) })),
  ].sort((a, b) => a.atUs - b.atUs);
  const order: Operation[] = [];
  let next = 0;
  for (const { operation, atUs, isPush } of steps) {
    for (; next < moments.length && (moments[next]!.atUs < atUs || (isPush && moments[next]!.atUs === atUs)); next++) order.push(...moments[next]!.operations);
    order.push(operation);
  }
  for (; next < moments.length; next++) order.push(...moments[next]!.operations);
  return order;
}
