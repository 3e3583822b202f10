/** An operation that takes part. */
export interface NotedOperation {
  /** Unique in its run. */
  readonly name: string;
  /** In words, without when and where. */
  readonly what: string;
  readonly node: string;
  readonly atUs: number;
}

/**
 * The operations of a run by name, so that single ones can be left out: whoever would have asked is not there, and nothing
 * that is drawn for the others shifts.
 */
export class Workload {
  /** Set to a list to have all that are asked noted. */
  noted: NotedOperation[] | undefined;
  /** Operations so far, with those that were left out; counted while they are noted or some are left out. */
  total = 0;
  private readonly only: ReadonlySet<string> | undefined;
  private readonly counts = new Map<string, number>();

  constructor(only: readonly string[] | undefined) {
    this.only = only && new Set(only);
  }

  /** Whether an operation takes part: `f` of `who`, a key or a client, at a node. The second of the same is called `…#2`. */
  admits(f: string, who: string, node: string, atUs: number): boolean {
    const { only, noted, counts } = this;
    if (!only && !noted) return true;
    this.total++;
    const what = `${f} ${who}`;
    const alike = `${what}@${node}`;
    const count = (counts.get(alike) ?? 0) + 1;
    counts.set(alike, count);
    const name = count === 1 ? alike : `${alike}#${count}`;
    if (only && !only.has(name)) return false;
    noted?.push({ name, what, node, atUs });
    return true;
  }
}
