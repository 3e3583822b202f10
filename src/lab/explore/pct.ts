import { KeyedDraws, type Choice, type Link } from '../../sim/index.ts';
import { Run } from '../run.ts';
import type { Strategy } from './strategy.ts';

/** Schedules tried on each seed's world. */
const SCHEDULES = 4;
/** Changes of priority within a run, at most: bugs of depth up to one more are looked for. */
const MOST_CHANGES = 3;
/** The fastest and the slowest of a link's messages that a schedule asks for; the slowest only from a change on. */
const FAST = 0.02;
const SLOW = 0.9;
const SLOWEST = 0.98;

/**
 * Other orders of messages by priorities: each link gets one for the run, which says how fast it is, and a few of them fall to
 * the lowest at random messages. Few changes suffice for an order that few events decide (Burckhardt, Kothari, Musuvathi
 * and Nagarakatte, "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs", ASPLOS 2010). Priorities are
 * quantiles of what a link's latencies are drawn from: timers and the workload keep their instants.
 */
export const pct: Strategy = function* (ground, seed) {
  const drawn = yield* ground.watch(() => new Run(ground.scenario, ground.task.programs.explore, { seed, mode: 'explore' }));
  const plan = yield* ground.confirm(drawn.finish());
  if (plan) return { plan };
  const links = drawn.world.network.usedLinks().filter(({ latencyMs, extraMs }) => [latencyMs, ...extraMs].some(({ kind }) => kind !== 'constant'));
  if (links.length === 0) return { idle: 'no message here could be faster or slower than it is' };
  for (let number = 0; number < SCHEDULES && !ground.stopped; number++) {
    const schedule = scheduleOf(links, new KeyedDraws(seed, `priorities ${number}`));
    const found = yield* ground.breaks({ seed, plan: { ...drawn.plan, schedule } });
    if (found) return { plan: found };
  }
  return {};
};

function scheduleOf(links: readonly Link[], draws: KeyedDraws): Choice[] {
  const order = links.map((_, index) => index).sort((a, b) => draws.at(0, a) - draws.at(0, b));
  const step = (SLOW - FAST) / Math.max(1, links.length - 1);
  const first = links.map((link, index) => pace(link, 0, FAST + step * order.indexOf(index)));
  const changes = Array.from({ length: Math.floor(draws.at(1) * (MOST_CHANGES + 1)) }, (_, index) => changeAt(links, draws.at(2, index)));
  return [...first, ...changes];
}

/** At a message, each as likely as any other. */
function changeAt(links: readonly Link[], share: number): Choice {
  let left = Math.floor(share * links.reduce((sum, { sent }) => sum + sent, 0));
  const link = links.find(({ sent }) => (left -= sent) < 0)!;
  return pace(link, left + link.sent, SLOWEST);
}

const pace = ({ from, to }: Link, number: number, quantile: number): Choice =>
  ({ does: 'pace', message: `${from.id}>${to.id}:${number}`, quantile: Math.round(quantile * 1000) / 1000 });
