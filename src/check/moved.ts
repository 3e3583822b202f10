/** Where things are placed and what moves when a member comes, goes or grows: pure functions of two placements. */

/** The owners of each key, by the key's position; the first is its primary. */
export type Owners = readonly (readonly string[])[];

/** What happened to a member: everything that moves comes from one that left, or goes to one that joined or grew. */
export interface Change {
  readonly node: string;
  readonly kind: 'left' | 'joined' | 'grew';
}

/** A key with an owner fewer and one more. */
export interface Move {
  /** Position of the key. */
  readonly key: number;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

export interface Moves {
  /** Keys that have other owners than before. */
  readonly count: number;
  /** Those that the change did not make necessary: between other members, or more than one copy of a key. */
  readonly needless: readonly Move[];
  /** How many keys each member has got, of those that moved. */
  readonly heirs: ReadonlyMap<string, number>;
}

/** What moved between two placements of the same keys, of which `change` is the cause. */
export function moved(before: Owners, after: Owners, change: Change): Moves {
  const needless: Move[] = [];
  const heirs = new Map<string, number>();
  let count = 0;
  before.forEach((old, key) => {
    const now = after[key]!;
    const from = old.filter(node => !now.includes(node));
    const to = now.filter(node => !old.includes(node));
    if (from.length === 0 && to.length === 0) return;
    count++;
    for (const node of to) heirs.set(node, (heirs.get(node) ?? 0) + 1);
    const caused = change.kind === 'left' ? from.includes(change.node) : to.includes(change.node);
    if (!caused || from.length > 1 || to.length > 1) needless.push({ key, from, to });
  });
  return { count, needless, heirs };
}

/** A member's part of all keys against its fair part, which is its weight's: 1 is just. */
export interface Part {
  readonly node: string;
  readonly keys: number;
  readonly ratio: number;
}

/** What each member holds, all copies counted, in the order of `weights`. */
export function partsOf(owners: Owners, weights: ReadonlyMap<string, number>): Part[] {
  const keys = new Map<string, number>();
  let copies = 0;
  for (const nodes of owners) {
    for (const node of nodes) {
      keys.set(node, (keys.get(node) ?? 0) + 1);
      copies++;
    }
  }
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  return [...weights].map(([node, weight]) => ({ node, keys: keys.get(node) ?? 0, ratio: ((keys.get(node) ?? 0) * total) / (copies * weight) }));
}

export const fullest = (parts: readonly Part[]): Part => parts.reduce((most, part) => (part.ratio > most.ratio ? part : most));
export const emptiest = (parts: readonly Part[]): Part => parts.reduce((least, part) => (part.ratio < least.ratio ? part : least));
