/** First index in `rows` whose time is at or after `timeUs`; `rows.length` for none. */
export function firstAtOrAfter(timesUs: Float64Array, rows: ArrayLike<number>, timeUs: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timesUs[rows[middle]] < timeUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First index in sorted `rows` whose value is at or above `row`; `rows.length` for none. */
export function firstRowFrom(rows: ArrayLike<number>, row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle] < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The row nearest in time, -1 if none is within `reachUs`. */
export function nearestRow(timesUs: Float64Array, rows: ArrayLike<number>, timeUs: number, reachUs = Infinity): number {
  const after = firstAtOrAfter(timesUs, rows, timeUs);
  const distanceUs = (index: number): number => index < 0 || index >= rows.length ? Infinity : Math.abs(timesUs[rows[index]] - timeUs);
  const index = distanceUs(after) < distanceUs(after - 1) ? after : after - 1;
  return index >= 0 && distanceUs(index) <= reachUs ? rows[index] : -1;
}
