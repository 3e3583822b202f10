/** What a transaction saw in a key before it put something there, and what it left there. */
export interface Touch {
  readonly by: number;
  readonly seen?: { readonly value: unknown };
  readonly left?: { readonly value: unknown };
}

/** As many transactions are looked at for the next. */
const WINDOW = 64;

/**
 * An order of transactions that explains what each saw, if one is found by always taking the first that can come next: it sees what
 * it saw, and overwrites nothing that another has yet to see. `sorted`: as they are tried.
 */
export function scheduled(sorted: readonly number[], touches: ReadonlyMap<string, readonly Touch[]>): number[] | undefined {
  const members = new Set(sorted);
  const own = new Map<number, { readonly key: string; readonly touch: Touch }[]>(sorted.map(by => [by, []]));
  const store = new Map<string, unknown>();
  const waiting = new Map<string, Map<unknown, number>>();
  const change = (key: string, value: unknown, by: number): void => {
    const counts = waiting.get(key) ?? new Map<unknown, number>();
    waiting.set(key, counts.set(value, (counts.get(value) ?? 0) + by));
  };
  for (const [key, ofKey] of touches) for (const touch of ofKey) {
    if (!members.has(touch.by)) continue;
    own.get(touch.by)!.push({ key, touch });
    if (touch.seen) change(key, touch.seen.value, 1);
  }
  const canCome = (by: number): boolean => own.get(by)!.every(({ key, touch: { seen, left } }) => {
    const value = store.get(key);
    return (!seen || seen.value === value) && (!left || (waiting.get(key)?.get(value) ?? 0) === (seen ? 1 : 0));
  });
  const window: number[] = [];
  const order: number[] = [];
  for (let next = 0; order.length < sorted.length;) {
    while (window.length < WINDOW && next < sorted.length) window.push(sorted[next++]!);
    const at = window.findIndex(canCome);
    if (at < 0) return undefined;
    const [by] = window.splice(at, 1) as [number];
    order.push(by);
    for (const { key, touch: { seen, left } } of own.get(by)!) {
      if (seen) change(key, seen.value, -1);
      if (left) store.set(key, left.value);
    }
  }
  return order;
}
