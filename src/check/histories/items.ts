import type { Operation } from '../../sim/history.ts';

/** An item of a queue or stack, put in once: when it can have been put in and taken out. */
export interface Item {
  readonly put: Operation;
  /** Undefined if nobody took it out. */
  readonly take: Operation | undefined;
  readonly putFromUs: number;
  readonly putToUs: number;
  /** Infinity if nobody took it out. */
  readonly takeFromUs: number;
  readonly takeToUs: number;
}

export interface Items {
  readonly items: readonly Item[];
  /** Those that found nothing. */
  readonly empties: readonly Operation[];
}

/** Operations that are impossible by themselves: an item that nobody put in before it was taken out, or that was taken out twice. */
export interface Impossible {
  readonly impossible: readonly Operation[];
}

/**
 * The items of a history, if each was put in once and every taking out was answered; undefined else. An item is taken out after it was put in: its four
 * instants are narrowed to that. Items that may have been put in and were never taken out are left out: nobody needs them.
 */
export function itemsOf(operations: readonly Operation[], put: string): Items | Impossible | undefined {
  const puts = new Map<unknown, Operation>();
  const takes = new Map<unknown, Operation>();
  const empties: Operation[] = [];
  let twice: readonly [Operation, Operation] | undefined;
  for (const operation of operations) {
    const { f, outcome, input, output } = operation;
    if (outcome === 'fail') continue;
    if (f === put) {
      if (puts.has(input)) return undefined;
      puts.set(input, operation);
    } else if (output === null) {
      if (outcome === 'ok') empties.push(operation);
    } else if (outcome === 'info') return undefined;
    else if (takes.has(output)) twice ??= [takes.get(output)!, operation];
    else takes.set(output, operation);
  }
  const items: Item[] = [];
  let impossible: readonly Operation[] | undefined = twice && [...twice, ...(puts.has(twice[0].output) ? [puts.get(twice[0].output)!] : [])];
  for (const [item, taken] of takes) {
    const from = puts.get(item);
    if (!from || taken.completedUs < from.invokedUs) impossible ??= from ? [from, taken] : [taken];
  }
  if (impossible) return { impossible };
  for (const [item, from] of puts) {
    const taken = takes.get(item);
    if (taken) items.push({ put: from, take: taken, putFromUs: from.invokedUs, putToUs: Math.min(from.completedUs, taken.completedUs), takeFromUs: Math.max(from.invokedUs, taken.invokedUs), takeToUs: taken.completedUs });
    else if (from.outcome === 'ok') items.push({ put: from, take: undefined, putFromUs: from.invokedUs, putToUs: from.completedUs, takeFromUs: Infinity, takeToUs: Infinity });
  }
  return { items, empties };
}

/** All operations of items. */
export const operationsOf = (items: readonly Item[]): Operation[] => items.flatMap(({ put, take }) => (take ? [put, take] : [put]));

/** A time during which something was certainly in: some item was put in before, and taken out after. Its ends are not in it. */
export interface Occupied {
  readonly fromUs: number;
  readonly toUs: number;
  /** That make it so, each beginning before the one before it ends. */
  readonly items: readonly Item[];
}

/** Whether it was certainly in for a while. */
export const isCertain = ({ putToUs, takeFromUs }: Item): boolean => putToUs < takeFromUs;

/** The times during which something was certainly in, in order; none overlaps the next. As few items as possible show each. */
export function occupiedTimes(items: readonly Item[]): Occupied[] {
  const times: Occupied[] = [];
  let fromUs = NaN;
  let chain: Item[] = [];
  let best: Item | undefined;
  const end = (): void => {
    if (best && best.takeFromUs > chain.at(-1)!.takeFromUs) chain.push(best);
    if (chain.length > 0) times.push({ fromUs, toUs: chain.at(-1)!.takeFromUs, items: chain });
  };
  for (const item of items.filter(isCertain).sort((a, b) => a.putToUs - b.putToUs)) {
    const reachUs = chain.at(-1)?.takeFromUs ?? -Infinity;
    if (item.putToUs >= reachUs) {
      // What reaches furthest of those that began before the last of the chain ends goes on with it.
      if (best && best.takeFromUs > reachUs) chain.push(best);
      if (item.putToUs >= (chain.at(-1)?.takeFromUs ?? -Infinity)) {
        end();
        chain = [item];
        fromUs = item.putToUs;
      }
      best = item;
    }
    if (!best || item.takeFromUs > best.takeFromUs) best = item;
  }
  end();
  return times;
}

/** The time during which something was certainly in that contains a whole interval. */
export function occupiedDuring(times: readonly Occupied[], { invokedUs, completedUs }: Operation): Occupied | undefined {
  const time = lastBegunBefore(times, invokedUs);
  return time && completedUs < time.toUs ? time : undefined;
}

/** The first instant of an operation at which nothing may have been in. */
export function emptyInstant(times: readonly Occupied[], { invokedUs }: Operation): number {
  const time = lastBegunBefore(times, invokedUs);
  return time && invokedUs < time.toUs ? time.toUs : invokedUs;
}

function lastBegunBefore(times: readonly Occupied[], us: number): Occupied | undefined {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]!.fromUs < us) low = middle + 1;
    else high = middle;
  }
  return times[low - 1];
}
