import { KeyedDraws, type FaultPlan } from '../../sim/index.ts';
import type { Strategy } from './strategy.ts';

/** Share of the seeds whose faults stay as they are drawn. */
const WHOLE = 0.25;
/** Of what a fault's rate becomes; one that strikes all it concerns stays so. */
const RATES = [1, 0.5, 0.25];

/**
 * Another seed for each run, with a swarm of its own: some kinds of its faults and not the others, each at its rate or a
 * lower one. What hides behind an ever-present fault shows where that is absent (Groce, Zhang, Eide, Chen and Regehr,
 * "Swarm Testing", ISSTA 2012).
 */
export const random: Strategy = function* (ground, seed) {
  const plan = yield* ground.breaks({ seed, vary: drawn => swarmOf(drawn, new KeyedDraws(seed, 'swarm')) });
  return plan ? { plan } : {};
};

/** Some of the faults of a plan. */
export function swarmOf(plan: FaultPlan, draws: KeyedDraws): FaultPlan {
  if (draws.at(0) < WHOLE) return plan;
  const kinds = [...new Set(plan.faults.map(({ kind }) => kind))].filter((_, index) => draws.at(1, index) < 0.5);
  const faults = plan.faults.filter(({ kind }) => kinds.includes(kind)).map((fault, index) => {
    const { rate } = fault;
    return typeof rate === 'number' && rate < 1 ? { ...fault, rate: rate * RATES[Math.floor(draws.at(2, index) * RATES.length)]! } : fault;
  });
  return { ...plan, faults };
}
