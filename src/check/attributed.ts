import type { Finding } from './finding.ts';

/** Something that was done again, or is missing. */
export interface Anomaly {
  /** What it is about: a job, a message. */
  readonly id: string;
  readonly atUs: number;
  readonly row: number;
  readonly node?: string;
}

/** A fault that explains one anomaly of this id from an instant on. */
export interface Excuse {
  readonly id: string;
  readonly fromUs: number;
}

/**
 * The first anomaly, in order of time, that no fault explains. Each excuse is good for one. `say`: the message about it.
 */
export function attributed<A extends Anomaly>(anomalies: readonly A[], excuses: readonly Excuse[], say: (anomaly: A) => string): Finding | undefined {
  const open = new Map<string, number[]>();
  for (const { id, fromUs } of excuses) open.set(id, [...(open.get(id) ?? []), fromUs]);
  for (const instants of open.values()) instants.sort((a, b) => a - b);
  for (const anomaly of [...anomalies].sort((a, b) => a.atUs - b.atUs)) {
    const { id, atUs, row, node } = anomaly;
    const earliest = open.get(id)?.[0];
    if (earliest !== undefined && earliest <= atUs) open.get(id)!.shift();
    else return { message: say(anomaly), atUs, row, ...(node === undefined ? {} : { node }) };
  }
  return undefined;
}

/** All but the first of each id, with the one before. */
export function repeatsOf<A extends Anomaly>(done: readonly A[]): (A & { readonly before: A })[] {
  const last = new Map<string, A>();
  const repeats: (A & { readonly before: A })[] = [];
  for (const each of [...done].sort((a, b) => a.atUs - b.atUs)) {
    const before = last.get(each.id);
    if (before) repeats.push({ ...each, before });
    last.set(each.id, each);
  }
  return repeats;
}
