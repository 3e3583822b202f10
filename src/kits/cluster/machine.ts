import type { SimNode } from '../../sim/index.ts';
import type { NodeId } from './api.ts';
import type { CallOptions } from './calls.ts';

/** What a support module gets of the process it runs in. */
export interface Machine {
  readonly node: SimNode;
  readonly peers: readonly NodeId[];
  /** As `ctx.call`, but faults can aim at it, and at its answer, by `method`; without `timeoutMs` it waits for ever. */
  ask(to: NodeId, request: unknown, options: CallOptions, method: string): Promise<unknown>;
  /** A channel of its own, whose messages learner code neither sends nor sees. Faults can aim at it by its name. */
  channel<M>(name: string, receive: (from: NodeId, message: M) => void): (to: NodeId, message: M) => void;
}
