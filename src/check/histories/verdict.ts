import type { Operation } from '../../sim/history.ts';

/** Operations that cannot be ordered. */
export interface Counterexample {
  /** In plain words: who did what on which lines, and why that cannot be. */
  readonly message: string;
  /** The object, where a history is about several. */
  readonly key?: string;
  /** How the literature calls it, for transactions: `G1c`, `lost update`. */
  readonly anomaly?: string;
  /** All kinds that were found, the gravest first. */
  readonly anomalies?: readonly string[];
  /** In order of invocation. If nothing is known of when any one of them happened there is an order, if `minimal`. */
  readonly operations: readonly Operation[];
  readonly minimal: boolean;
}

/** What a checker says of a history, with its reason. */
export type Verdict =
  /** All that happened, in an order that explains every answer. */
  | { readonly valid: true; readonly order: readonly Operation[] }
  | { readonly valid: false; /** Looks for the least that shows it, which may take longer than the verdict. */ counterexample(): Counterexample }
  | { readonly valid: 'unknown'; readonly reason: string };

/**
 * One order of the operations on several objects, from an order for each: linearizability is local (Herlihy and Wing,
 * "Linearizability", 1990, theorem 1). Each operation takes effect as early as its object's order allows.
 */
export function interleaved(orders: readonly (readonly Operation[])[]): Operation[] {
  if (orders.length === 1) return [...orders[0]!];
  const placed: { readonly operation: Operation; readonly atUs: number; readonly place: number }[] = [];
  for (const order of orders) {
    let atUs = -Infinity;
    for (const operation of order) placed.push({ operation, atUs: atUs = Math.max(atUs, operation.invokedUs), place: placed.length });
  }
  return placed.sort((a, b) => a.atUs - b.atUs || a.place - b.place).map(({ operation }) => operation);
}
