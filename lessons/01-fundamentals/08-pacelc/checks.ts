import { atSeconds, duration, oracle, p95, stalenessOf, type Check, type Finding, type Measure, type Operation, type RunRecord } from 'faultlab/author';
import type { ReadAnswer, ReadRequest } from './contract';
import { DEADLINE_MS, EPSILON_MS, LEADER, LOCAL, NEAR_MS } from './world.ts';

const CROSSING_MS = 140;
const NEAR_LIMIT_MS = 5;
/** Clocks show whole milliseconds. */
const FORGIVEN_US = 1_000;

const asked = ({ input }: Operation): ReadRequest => input as ReadRequest;
const answer = ({ outcome, output }: Operation): ReadAnswer | undefined => (outcome === 'ok' && typeof output === 'object' && output !== null ? (output as ReadAnswer) : undefined);
const boundMs = (read: Operation): number => (asked(read).need as { maxStalenessMs: number }).maxStalenessMs;
const wanted = (read: Operation): string => (read.f === 'bounded' ? `a value at most ${boundMs(read)} ms old` : read.f === 'strong' ? 'the newest value' : 'any value');
const name = (read: Operation): string => `Read ${read.key} of ${asked(read).key}, which asked for ${wanted(read)} at ${atSeconds(read.invokedUs)},`;
const about = (read: Operation): Pick<Finding, 'row' | 'node' | 'method'> => ({ row: read.completedRow < 0 ? read.invokedRow : read.completedRow, node: read.node!, method: 'read' });
const tookMs = ({ invokedUs, heardUs }: Operation): number => Math.min(2 * DEADLINE_MS, (heardUs - invokedUs) / 1_000);
const of = ({ operations }: RunRecord, f: string): Operation[] => operations.filter(read => read.f === f);

const ages = new WeakMap<RunRecord, ReturnType<typeof stalenessOf>>();

/** How long before a read its answer had been replaced, microseconds; undefined if nobody ever wrote it. */
function ageUs(run: RunRecord, read: Operation): number | undefined {
  let age = ages.get(run);
  if (!age) {
    const first = [...new Set(run.operations.map(each => asked(each).key))].map(key => ({ key, value: `${key} #0`, atUs: -1 }));
    const commits = run.facts.filter(({ type }) => type === 'committed').map(({ data, atUs }) => ({ key: data['key'] as string, value: data['value'], atUs }));
    ages.set(run, age = stalenessOf([...first, ...commits]));
  }
  return age(asked(read).key, answer(read)!.value, read.invokedUs);
}

export const newEnough: Check = run => {
  for (const read of run.operations) {
    const given = answer(read);
    if (!given) continue;
    const us = ageUs(run, read);
    if (us === undefined) return { message: `${name(read)} was given "${String(given.value)}", which nobody has ever written: an invention`, atUs: read.completedUs, ...about(read) };
    if (read.f === 'any' || given.stale === true) continue;
    const allowedUs = read.f === 'strong' ? 0 : 1_000 * boundMs(read) + FORGIVEN_US;
    if (us <= allowedUs) continue;
    return {
      message: `${name(read)} was given one that had been replaced ${duration(us)} before, and was not told that it is stale: who said how old it may be has a reason, and decides on it`,
      atUs: read.completedUs, ...about(read),
    };
  }
  return undefined;
};

export const failsWhereAsked: Check = run => {
  const read = run.operations.find(each => asked(each).onCut === 'fail' && each.f !== 'any' && answer(each)?.stale === true);
  return read && {
    message: `${name(read)} wanted an error rather than something older, and was given something stale at ${atSeconds(read.completedUs)}: an old value is used where none would have been`,
    atUs: read.completedUs, ...about(read),
  };
};

/** Share of the reads that anything will do for that were answered from nearby. */
export const anyIsNear: Measure = run => {
  const reads = of(run, 'any');
  const slow = reads.filter(read => !answer(read) || tookMs(read) > NEAR_LIMIT_MS);
  const [first] = slow;
  return {
    value: 1 - slow.length / reads.length,
    ...(first ? {
      worst: {
        message: `${name(first)} ${answer(first) ? `waited ${duration(1_000 * tookMs(first))} for what lay ${NEAR_MS} ms away` : 'got none'}, as ${slow.length} of ${reads.length} such reads did: ${crossed(run, first) ? 'it crossed the ocean' : 'it waited'} for something it had not asked for`,
        atUs: first.invokedUs, ...about(first),
      },
    } : {}),
  };
};

const askedLeader = new WeakMap<RunRecord, ReadonlySet<string>>();

function crossed(run: RunRecord, read: Operation): boolean {
  let keys = askedLeader.get(run);
  if (!keys) askedLeader.set(run, keys = new Set(run.facts.filter(({ type, node }) => type === 'asked' && node === LEADER).map(({ data }) => String(data['request']))));
  return keys.has(read.key!);
}

/** What a bounded read would have come to for somebody who knew in advance how far the copy will be at every instant, but no more of the clocks. */
interface Best {
  readonly ms: number;
  readonly crosses: boolean;
}

const bests = new WeakMap<RunRecord, ReadonlyMap<Operation, Best>>();

function bestOf(run: RunRecord): ReadonlyMap<Operation, Best> {
  let known = bests.get(run);
  if (known) return known;
  const { timesUs, values } = run.series.get(`Lag of ${LOCAL}/lag`)!;
  const clockMs = run.facts.find(({ type }) => type === 'clock')!.data['errorMs'] as number;
  let from = 0;
  known = new Map(of(run, 'bounded').map(read => {
    const neededUs = read.invokedUs + 1_000 * (clockMs + EPSILON_MS - boundMs(read));
    while (from + 1 < timesUs.length && timesUs[from + 1]! <= read.invokedUs) from++;
    let step = from;
    while (step < timesUs.length && timesUs[step]! - 1_000 * values[step]! < neededUs) step++;
    const waitMs = step < timesUs.length ? NEAR_MS + Math.max(0, (timesUs[step]! - read.invokedUs) / 1_000) : Infinity;
    const leaderMs = CROSSING_MS + (isCut(run, read) ? DEADLINE_MS : 0);
    return [read, { ms: Math.min(waitMs, leaderMs), crosses: leaderMs < waitMs }];
  }));
  bests.set(run, known);
  return known;
}

/** Whether the leader could not be reached in time. */
const isCut = ({ strikes }: RunRecord, { invokedUs }: Operation): boolean =>
  strikes.some(({ fault, fromUs, toUs }) => (fault.kind === 'cut' || fault.kind === 'slow') && invokedUs + 1_000 * DEADLINE_MS > fromUs && invokedUs < toUs);

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const reduced = (reduce: (values: readonly number[]) => number): Measure => run => {
  const reads = of(run, 'bounded');
  if (reads.length === 0) return undefined;
  const best = bestOf(run);
  const worst = reads.reduce((most, read) => (tookMs(read) - best.get(read)!.ms > tookMs(most) - best.get(most)!.ms ? read : most));
  const { ms, crosses } = best.get(worst)!;
  return {
    value: reduce(reads.map(tookMs)),
    worst: {
      message: `${name(worst)} ${answer(worst) ? 'was answered' : 'was given up'} after ${duration(1_000 * tookMs(worst))}${crossed(run, worst) ? ', by way of the leader' : ''}; ${crosses ? `the leader was ${CROSSING_MS} ms away` : `the copy was new enough for it after ${duration(1_000 * ms)}`}: whoever allows some age pays for the distance all the same`,
      atUs: worst.invokedUs, ...about(worst),
    },
  };
};

export const boundedMean = reduced(mean);
export const boundedP95 = reduced(p95);
export const bestMean = oracle(run => mean([...bestOf(run).values()].map(({ ms }) => ms)));
export const bestP95 = oracle(run => p95([...bestOf(run).values()].map(({ ms }) => ms)));

/** By how much more of the bounded reads ask the leader than had to. */
export const needlessCrossings: Measure = run => {
  const reads = of(run, 'bounded');
  if (reads.length === 0) return undefined;
  const best = bestOf(run);
  const all = reads.filter(read => crossed(run, read));
  const needless = all.find(read => !best.get(read)!.crosses);
  return {
    value: all.length / reads.length - reads.filter(read => best.get(read)!.crosses).length / reads.length,
    ...(needless ? {
      worst: {
        message: `${name(needless)} asked the leader, and the copy would have done after ${duration(1_000 * best.get(needless)!.ms)}. The leader was asked by ${Math.round((100 * all.length) / reads.length)} % of such reads: the copy stands beside it for nothing`,
        atUs: needless.invokedUs, ...about(needless),
      },
    } : {}),
  };
};

/** While the leader is there: share of the reads that got what they asked for, in time. */
export const getWhatTheyAsk: Measure = run => {
  const reads = run.operations.filter(read => read.f !== 'any' && !isCut(run, read));
  const bad = reads.filter(read => answer(read)?.stale !== false || tookMs(read) > DEADLINE_MS);
  const [first] = bad;
  return reads.length === 0 ? undefined : {
    value: 1 - bad.length / reads.length,
    ...(first ? {
      worst: {
        message: `${name(first)} ${answer(first)?.stale ? 'was given a stale one' : answer(first) ? `had it after ${duration(1_000 * tookMs(first))}` : `got none (${String(first.output)})`}, as ${bad.length} of ${reads.length} did, and the leader was ${CROSSING_MS} ms away: it could have had what it asked for`,
        atUs: first.invokedUs, ...about(first),
      },
    } : {}),
  };
};

/** While the leader is away: share of the reads that hear within their deadline what they wanted to hear then. */
export const hearInTime: Measure = run => {
  const reads = run.operations.filter(read => isCut(run, read));
  const bad = reads.filter(read => tookMs(read) > DEADLINE_MS || read.output === 'no answer' || (asked(read).onCut === 'stale' && !answer(read)));
  const [first] = bad;
  return reads.length === 0 ? undefined : {
    value: 1 - bad.length / reads.length,
    ...(first ? {
      worst: {
        message: `${name(first)} ${tookMs(first) > DEADLINE_MS ? `had heard nothing after its ${DEADLINE_MS} ms` : `got no value (${String(first.output)})`}, as ${bad.length} of ${reads.length} did while the leader was away; ${asked(first).onCut === 'stale' ? 'an old value would have done' : 'it wanted to be told so'}`,
        atUs: first.invokedUs, ...about(first),
      },
    } : {}),
  };
};
