import type { Finding } from './finding.ts';
import type { Happened } from './iff.ts';

/** Something that has a place in the true order of its key. */
export interface Keyed {
  readonly key: string;
  readonly id: string;
}

/**
 * What is seen first of each item comes in the true order of its key: no item before one that is earlier in truth. `truth`:
 * in order; `seen`: in the order of appearance. Repeats, and what truth does not know, are not judged. `say` gets the item
 * that came too early, the one before it that had not been seen, and when that was seen, if ever.
 */
export function keyOrder<Item extends Keyed, Seen extends Keyed & Happened>(
  truth: readonly Item[], seen: readonly Seen[], say: (early: Seen, before: Item, beforeSeen: Seen | undefined) => string,
): Finding | undefined {
  const places = new Map<string, { readonly item: Item; readonly before: Item[] }>();
  const byKey = new Map<string, Item[]>();
  for (const item of truth) {
    const before = byKey.get(item.key) ?? [];
    places.set(item.id, { item, before: [...before] });
    byKey.set(item.key, [...before, item]);
  }
  const known = new Set<string>();
  for (const early of seen) {
    const skipped = known.has(early.id) ? undefined : places.get(early.id)?.before.find(({ id }) => !known.has(id));
    if (skipped) {
      const { atUs, row, node } = early;
      return { message: say(early, skipped, seen.find(({ id }) => id === skipped.id)), atUs, row, ...(node === undefined ? {} : { node }) };
    }
    known.add(early.id);
  }
  return undefined;
}
