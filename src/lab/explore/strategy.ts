import type { FaultPlan } from '../../sim/index.ts';
import type { Ground } from './ground.ts';
import type { Space } from './exploration.ts';

/** What came of one seed. */
export interface Sought {
  /** A plan under which the program fails and the lesson's solution does not. */
  readonly plan?: FaultPlan;
  readonly space?: Space;
  /** Why this scenario gives the strategy nothing to do. */
  readonly idle?: string;
}

/**
 * A way to look for a failing run in the world of one seed. The same seed gives the same result. It tries plans through
 * `ground`, which counts and judges the runs, and comes to an end soon after `ground.stopped`.
 *
 * No strategy asks more than the scenario promises to be the most that happens: faults are those that its author drew
 * for the seed, with all that is not a time; times, and the distances between
 * faults, lie where the author's draws for other seeds put them; single messages
 * are struck only by a fault that the scenario has in force for such messages, and few of them; latencies are quantiles of
 * the link's own distributions; and a run counts only if the lesson's solution holds in the same one.
 */
export type Strategy = (ground: Ground, seed: number) => Generator<void, Sought>;
