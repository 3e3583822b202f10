import type { Fault, When } from '../sim/index.ts';
import type { FaultAuthor } from './faultauthor.ts';

/** The sink of `FlowControl` stores so many items a second, for a while. */
export const storesSlowly = (f: FaultAuthor, perSecond: number, start: number | When, lastsMs: number): Fault => f.fault('pace', start, { node: 'sink', perSecond, lastsMs });
