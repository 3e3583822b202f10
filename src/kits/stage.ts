import type { RandomStream, SimNode, World } from '../sim/index.ts';

/** What a learner's module exports, as one process sees it. */
export type Exports = Readonly<Record<string, unknown>>;

/** The learner's program as kits see it: something that can be started on a node. */
export interface Program {
  /** Evaluates the module afresh for the node's new incarnation. */
  start(node: SimNode): Exports;
  /** A recording shows the state of this object as the node's own. */
  watch(node: SimNode, instance: object): void;
  /** An exception left a handler that answers a request: the request fails, the process lives on. */
  requestFailed(node: SimNode, thrown: unknown): void;
  /** An exception that nobody waits for: it ends the process. `method`: the learner's, to blame where no line is known. */
  processFailed(node: SimNode, thrown: unknown, method?: string): void;
  /** The text of a thrown value; safe on any value. */
  describe(thrown: unknown): string;
  /** Host and learner code may do more in the present event than the step budget of one event allows. */
  allowSteps(steps: number): void;
  /** As the one that the learner's code knows by this name. */
  abortController(): AbortController;
}

/** Where a scenario builds its world. */
export interface Stage {
  readonly world: World;
  readonly program: Program;
  /** Draws of the workload. */
  readonly random: RandomStream;
}

/** What the lab must know of a world that was built. */
export interface Built {
  /** Virtual time at which the run ends and is judged, milliseconds. */
  readonly endMs: number;
}
