/** Virtual time is whole microseconds inside the engine; milliseconds are the learner's unit. */
export const US_PER_MS = 1_000;
export const US_PER_S = 1_000_000;

/** Milliseconds (fractions allowed) to whole microseconds. */
export function msToUs(ms: number): number {
  return Math.round(ms * US_PER_MS);
}

/** Virtual time zero, as every healthy wall clock shows it: 2025-06-02T09:00:00Z, a Monday morning. */
export const EPOCH_MS = 1_748_854_800_000;
