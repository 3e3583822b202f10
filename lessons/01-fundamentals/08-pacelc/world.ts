import { poisson, Replication, Services, times, type Built, type Stage } from 'faultlab/author';
import type { ReadRequest } from './contract';

export const READER = 'reader';
export const LOCAL = 'local';
export const LEADER = 'leader';
export const DEADLINE_MS = 1_000;
/** Clocks agree within that. */
export const EPSILON_MS = 40;
export const NEAR_MS = 2;
/** One way to the leader. */
const OCEAN_MS = 70;
/** Of the part of a curve that bends. */
const STEPS = 16;
const KEYS = 100;
const READS_PER_SECOND = 60;
const WRITES_PER_SECOND = 30;
const SETTLE_MS = 2_500;

export interface Shore {
  readonly lastsMs: number;
  /** The reader's clock is wrong by that, either way. */
  readonly clockOffMs: number;
  /** Bounds of the reads that have one; absent: 300 to 2,000 ms. */
  readonly boundsMs?: readonly [low: number, high: number];
}

/** Readers on one side of an ocean, a copy beside them, and the leader on the other side, where all writes go. */
export function shore(stage: Stage, { lastsMs, clockOffMs, boundsMs: [low, high] = [300, 2_000] }: Shore): Built {
  const { world, random } = stage;
  const services = new Services(stage, { noun: 'read' });
  const store = new Replication(stage, services, LEADER);
  store.replica(LOCAL, { medianMs: 150 });
  services.value('epsilonMs', EPSILON_MS);
  services.processes([READER], { handler: 'read', deps: [LOCAL, LEADER, 'epsilonMs'] });
  store.distance([READER, LOCAL], [LEADER], OCEAN_MS);
  world.node(READER).clock.jump(Math.round(1_000 * clockOffMs));
  world.history.fact('clock', { errorMs: clockOffMs }, READER);

  const plane = world.pictures?.plane('Age and distance', { label: 'age that was allowed', unit: 'ms' }, { label: 'until the answer', unit: 'ms', log: true }, 'dots');
  const pick = zipf(KEYS);
  const key = (): string => `k${pick(random.next())}`;
  for (let number = 1; number <= KEYS; number++) store.preload(`k${number}`, `k${number} #0`);
  let writes = 0;
  times(stage, poisson(random, WRITES_PER_SECOND, 0, lastsMs + SETTLE_MS), () => {
    const written = key();
    store.write(written, `${written} #${++writes}`);
  });
  times(stage, poisson(random, READS_PER_SECOND, 500, lastsMs), index => {
    const kind = random.next();
    const need: ReadRequest['need'] = kind < 0.2 ? 'strong' : kind < 0.7 ? { maxStalenessMs: Math.round(random.between(low, high)) } : 'any';
    const request: ReadRequest = { key: key(), need, onCut: random.next() < 0.5 ? 'fail' : 'stale', deadlineMs: DEADLINE_MS };
    plane?.curve('as the copy stands', frontier(store.behindMs(LOCAL), high));
    const { nowUs } = world;
    const draw = (): void => need === 'any' ? undefined : plane?.point(need === 'strong' ? 0 : need.maxStalenessMs, Math.max(NEAR_MS, (world.nowUs - nowUs) / 1_000));
    services.ask(READER, { number: index + 1, f: typeof need === 'string' ? need : 'bounded', request, timeoutMs: 2 * DEADLINE_MS, done: draw });
  });
  services.start();
  return { endMs: lastsMs + SETTLE_MS };
}

/** The least time for each age that is allowed: from the leader, or from the copy once it is as new, by all that a reader knows of clocks. */
function frontier(behindMs: number, mostMs: number): [ageMs: number, ms: number][] {
  const nearMs = behindMs + EPSILON_MS;
  const crossingMs = 2 * OCEAN_MS;
  const waitFromMs = Math.max(0, nearMs + NEAR_MS - crossingMs);
  const ages = [0, waitFromMs, ...Array.from({ length: STEPS }, (_, step) => waitFromMs + ((nearMs - waitFromMs) * (step + 1)) / STEPS), Math.max(mostMs, nearMs)];
  return ages.map((ageMs, index) => [ageMs, index === 0 && waitFromMs > 0 ? crossingMs : NEAR_MS + Math.max(0, nearMs - ageMs)]);
}

/** Ranks from 1, each drawn as often as one over itself says. */
function zipf(count: number): (u: number) => number {
  const weights = Array.from({ length: count }, (_, index) => 1 / (index + 1));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return u => {
    let left = u * sum;
    const rank = weights.findIndex(weight => (left -= weight) < 0);
    return rank < 0 ? count : rank + 1;
  };
}
