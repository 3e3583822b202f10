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
