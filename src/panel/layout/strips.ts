import type { Span } from '../model/spans.ts';

/** Most rows that the strip of faults takes; what does not fit shares the last one. */
const maxRows = 3;

/** The row of each span in the strip of faults, so that those of one row do not overlap. */
export function stackSpans(spans: readonly Span[]): readonly number[] {
  const freeUs: number[] = [];
  return spans.map(span => {
    const free = freeUs.findIndex(endUs => endUs <= span.fromUs);
    const row = Math.min(maxRows - 1, free < 0 ? freeUs.length : free);
    freeUs[row] = Math.max(freeUs[row] ?? 0, span.toUs);
    return row;
  });
}
