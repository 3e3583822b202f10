/** A value that replaced another one where the truth is kept. */
export interface Overwrite {
  readonly key: string;
  /** Unique in its key's history. */
  readonly value: unknown;
  readonly atUs: number;
}

/**
 * How old what a read returned was: from the instant at which its value was first overwritten to the start of the
 * read, in microseconds; 0 if it was not overwritten by then; undefined if nobody ever wrote it. In true time.
 */
export function stalenessOf(history: readonly Overwrite[]): (key: string, value: unknown, startUs: number) => number | undefined {
  const byKey = new Map<string, Overwrite[]>();
  for (const write of [...history].sort((a, b) => a.atUs - b.atUs)) byKey.set(write.key, [...(byKey.get(write.key) ?? []), write]);
  return (key, value, startUs) => {
    const writes = byKey.get(key) ?? [];
    const index = writes.findIndex(write => write.value === value);
    if (index < 0) return undefined;
    const overwrittenUs = writes[index + 1]?.atUs ?? Infinity;
    return Math.max(0, startUs - overwrittenUs);
  };
}
