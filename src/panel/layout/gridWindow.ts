/** Columns kept between the column that is looked at and the edge of the window. */
const room = 2;
/** Where in the window a column is put that was outside. */
const restingPlace = 0.7;

/** First column of a window of `count` columns that follows `focus`: it stays where it is while the focus is well inside. */
export function windowStart(start: number, count: number, focus: number, first: number, last: number): number {
  const within = (column: number): number => Math.max(first, Math.min(last - count + 1, column));
  const calm = focus >= start + Math.min(room, start - first) && focus <= start + count - 1 - room;
  return within(calm ? start : focus - Math.floor(count * restingPlace));
}
