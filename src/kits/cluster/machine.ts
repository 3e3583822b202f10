import type { CarriedEntry, SimNode } from '../../sim/index.ts';
import type { NodeId } from './api.ts';
import type { Calls } from './calls.ts';

/** What a support module gets of the process it runs in. */
export interface Machine {
  readonly node: SimNode;
  readonly peers: readonly NodeId[];
  readonly calls: Calls;
  /**
   * A channel of its own, whose messages learner code neither sends nor sees. Faults can aim at it by its name, and by the
   * entries of a log that its messages carry.
   */
  channel<M>(name: string, receive: (from: NodeId, message: M) => void, carries?: (message: M) => readonly CarriedEntry[]): (to: NodeId, message: M) => void;
}
