import type { Fault, When } from '../sim/index.ts';
import type { FaultAuthor } from './faultauthor.ts';

/** Values in a node's own store change under their versions and sums. */
export const rotsValues = (f: FaultAuthor, node: string, count: number, start: number | When): Fault => f.fault('rotValues', start, { node, count });
