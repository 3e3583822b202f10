import type { Operation } from 'faultlab/author';
import { PARTS, type PartName } from './world.ts';

export const POINTS: Readonly<Record<PartName, number>> = { price: 40, stock: 20, reviews: 20, recs: 20 };
/** Older copies count as nothing. */
export const OLDEST_MS = 60_000;

/** What a page says of one part. */
export interface Shown {
  readonly part: PartName;
  readonly state: 'live' | 'stale' | 'missing';
  readonly value: unknown;
  /** NaN if a stale part does not tell; 0 for live ones. */
  readonly ageMs: number;
  readonly isBestsellers: boolean;
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? value as Record<string, unknown> : {});

/** The parts of a page as the program returned it, whatever that was. */
export function shownOn({ output }: Pick<Operation, 'output'>): Shown[] {
  const page = objectOf(output);
  return PARTS.map(part => {
    const { value, state, ageMs } = objectOf(page[part]);
    const known = state === 'live' || state === 'stale' ? state : 'missing';
    return {
      part, state: known, value: value ?? null, ageMs: known === 'live' ? 0 : typeof ageMs === 'number' ? ageMs : NaN,
      isBestsellers: part === 'recs' && objectOf(value)['kind'] === 'bestsellers',
    };
  });
}

/** Whether a part counts as content: it is there and not too old. */
export const counts = ({ state, value, ageMs, isBestsellers }: Shown): boolean => state !== 'missing' && value !== null && (isBestsellers || ageMs <= OLDEST_MS);
