/** What a node did with an item, in the true order of a run. */
export interface Step<T> {
  readonly node: string;
  /** `forgot`: the node lost its memory, and with it all it had seen; what it made stays its own. */
  readonly kind: 'made' | 'seen' | 'forgot';
  readonly item?: T;
}

export interface Cause<T> {
  readonly cause: T;
  readonly effect: T;
  /** Whether the same node made both. */
  readonly own: boolean;
}

/**
 * Which item happened directly before which: the last one that the same node made, and all that it has seen since.
 * Everything else that happened before follows from these (Lamport, "Time, Clocks, and the Ordering of Events in a
 * Distributed System", 1978). In the order of the effects.
 */
export function directCauses<T>(steps: readonly Step<T>[]): Cause<T>[] {
  const causes: Cause<T>[] = [];
  const made = new Map<string, T>();
  const seen = new Map<string, T[]>();
  for (const { node, kind, item } of steps) {
    const unused = seen.get(node) ?? [];
    seen.set(node, unused);
    if (kind === 'seen') unused.push(item as T);
    else {
      if (kind === 'made') {
        const effect = item as T;
        if (made.has(node)) causes.push({ cause: made.get(node)!, effect, own: true });
        for (const cause of unused) causes.push({ cause, effect, own: false });
        made.set(node, effect);
      }
      unused.length = 0;
    }
  }
  return causes;
}
