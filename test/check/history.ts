import type { Operation, Outcome } from '../../src/sim/history.ts';

/** One line of a hand-made history: client, what, key, value, outcome, from when to when (seconds). */
export type Line = readonly [client: string, f: string, key: string, value: string | undefined, outcome: Outcome, fromS: number, toS: number];

/** Operations as the engine would have noted them. */
export function operations(lines: readonly Line[]): Operation[] {
  return lines.map(([client, f, key, value, outcome, fromS, toS], id) => ({
    id, client, f, key, node: 'c1', outcome, invokedUs: fromS * 1e6, completedUs: outcome === 'info' ? Infinity : toS * 1e6, heardUs: toS * 1e6, invokedRow: -1, completedRow: -1,
    ...(f === 'write' ? { input: value } : { input: key, ...(outcome === 'ok' ? { output: value } : {}) }),
  }));
}
