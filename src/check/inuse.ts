/** Somebody takes a place (1) or gives it back (-1). */
export interface Move {
  readonly group: string;
  readonly by: 1 | -1;
  readonly atUs: number;
}

/** How many places each group holds. */
export type InUse = ReadonlyMap<string, number>;

/** Places in use before an instant. Moves in order of time. */
export function inUse(moves: Iterable<Move>, untilUs = Infinity): InUse {
  const held = new Map<string, number>();
  for (const { group, by, atUs } of moves) if (atUs < untilUs) held.set(group, (held.get(group) ?? 0) + by);
  return held;
}

/** The move by which most places are in use, if that is more than there are, and who holds them then. */
export function mostInUse<M extends Move>(moves: Iterable<M>, places: number): { readonly move: M; readonly total: number; readonly held: InUse } | undefined {
  const held = new Map<string, number>();
  let total = 0;
  let most: { readonly move: M; readonly total: number; readonly held: InUse } | undefined;
  for (const move of moves) {
    held.set(move.group, (held.get(move.group) ?? 0) + move.by);
    total += move.by;
    if (total > (most?.total ?? places)) most = { move, total, held: new Map(held) };
  }
  return most;
}
