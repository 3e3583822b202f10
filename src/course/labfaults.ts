import type { Fault, When } from '../sim/index.ts';
import type { FaultAuthor } from './faultauthor.ts';

/** A share of the pages of all users fails, for a reason that has nothing to do with any experiment. */
export const incident = (f: FaultAuthor, share: number, start: number | When, lastsMs: number): Fault => f.fault('incident', start, { share, lastsMs });
