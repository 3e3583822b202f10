import { atSeconds, duration, linearizable, useful, type Check, type Fact, type Finding, type Measure, type Operation, type RunRecord, type Unexplained } from 'faultlab/author';
import type { Version } from 'faultlab';
import { PATIENCE_MS, REPLICAS, type Quorums } from './world.ts';

type PutFact = Fact & { readonly node: string; readonly data: { readonly key: string; readonly value: string; readonly version: Version } };

const putsOf = ({ facts }: RunRecord): PutFact[] => facts.filter((fact): fact is PutFact => fact.type === 'put');

/** The store behaves as one copy of each key. Where versions put two writes in the wrong order, the message says so. */
export const oneCopy: Check = run => {
  const found = linearizable(run);
  const inverted = found?.kind === 'order' ? invertedVersions(found, run) : undefined;
  return found && (inverted ? { ...found, message: `${inverted}. ${found.message}` } : found);
};

/** `v15` was written after `v12` was finished, and has the lower version. */
function invertedVersions({ key, operations }: Unexplained, run: RunRecord): string | undefined {
  const read = operations.filter(({ f }) => f === 'read').at(-1)!;
  const kept = writeOf(read.output, run);
  const lost = operations.find(({ f, outcome, input }) => f === 'write' && outcome === 'ok' && input !== read.output);
  if (!kept || !lost || kept.completedUs >= lost.invokedUs) return undefined;
  const puts = putsOf(run);
  const keptVersion = puts.find(({ data }) => data.value === kept.input)?.data.version;
  const lostVersion = puts.find(({ data }) => data.value === lost.input)?.data.version;
  if (!keptVersion || !lostVersion || !(lostVersion[0] < keptVersion[0])) return undefined;
  const late = clockErrorMs(kept, run) - clockErrorMs(lost, run);
  const clocks = late > 0 && looksLikeTime(lostVersion) ? `: ${lost.node}'s clock is ${late} ms behind ${kept.node}'s` : '';
  return `${lost.node}'s write of ${lost.input} (${key}) at ${atSeconds(lost.invokedUs)} lost to ${kept.node}'s of ${kept.input} at ${atSeconds(kept.invokedUs)}, which has the higher version${clocks}`;
}

const writeOf = (value: unknown, { operations }: RunRecord): Operation | undefined => operations.find(({ f, input }) => f === 'write' && input === value);
const clockErrorMs = ({ node }: Operation, { facts }: RunRecord): number => facts.find(fact => fact.type === 'clock' && fact.node === node)!.data['errorMs'] as number;
/** Milliseconds since 1970, and not a small counter. */
const looksLikeTime = ([number]: Version): boolean => number > 1e12;

/** A write is answered with ok only when w different replicas have handled a put of its value. */
export const storedByQuorum = (quorumsOf: (run: RunRecord) => Quorums): Check => run => {
  const heard = new Map<string, PutFact[]>();
  for (const put of putsOf(run)) {
    const puts = heard.get(put.data.value);
    if (puts) puts.push(put);
    else heard.set(put.data.value, [put]);
  }
  const { w } = quorumsOf(run);
  for (const { f, outcome, input, key, client, node, completedUs, completedRow } of run.operations) {
    if (f !== 'write' || outcome !== 'ok') continue;
    const replicas = new Set((heard.get(input as string) ?? []).filter(({ atUs }) => atUs <= completedUs).map(put => put.node));
    if (replicas.size >= w) continue;
    return {
      message: `${node} answered ok to ${client}'s write of ${input} (${key}) at ${atSeconds(completedUs)} when ${listed([...replicas])} had heard of it: ${replicas.size} of ${REPLICAS.length} replicas, and w is ${w}. A read may ask the others and never learn of it`,
      atUs: completedUs, row: completedRow, node: node!,
    };
  }
  return undefined;
};

const listed = (ids: readonly string[]): string => (ids.length === 0 ? 'nobody' : ids.length === 1 ? `only ${ids[0]}` : `only ${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}`);

/** A time during which a coordinator and some replicas were cut off from the rest. */
interface Island {
  readonly coordinator: string;
  readonly replicas: readonly string[];
  readonly fromUs: number;
  readonly toUs: number;
}

function islandsOf({ strikes }: RunRecord): Island[] {
  return strikes.filter(({ fault }) => fault.kind === 'cut').map(({ fault, fromUs, toUs }) => {
    const [coordinator, ...replicas] = fault['from'] as string[];
    return { coordinator: coordinator!, replicas, fromUs, toUs };
  });
}

const islandOf = ({ node, invokedUs }: Operation, islands: readonly Island[]): Island | undefined =>
  islands.find(({ coordinator, fromUs, toUs }) => node === coordinator && invokedUs >= fromUs && invokedUs < toUs);

/** A coordinator on an island cannot know what the others do. */
export const neverOkOnIsland: Check = run => {
  const islands = islandsOf(run);
  for (const operation of run.operations) {
    const island = operation.outcome === 'ok' ? islandOf(operation, islands) : undefined;
    if (!island || operation.completedUs >= island.toUs) continue;
    const { replicas, coordinator, fromUs } = island;
    const others = REPLICAS.filter(id => !replicas.includes(id));
    return {
      message: `${coordinator} answered ok to ${operation.client}'s ${operation.f} of ${operation.key} at ${atSeconds(operation.completedUs)}. Since ${atSeconds(fromUs)} it could reach ${replicas.join(' and ')} alone: ${replicas.length} of ${replicas.length} reachable said yes, and ${others.join(', ')} never heard. Beyond the cut the others read and write the same keys, so both sides believe they are the store`,
      atUs: operation.completedUs, row: operation.completedRow, node: coordinator,
    };
  }
  return undefined;
};

/** Everything asked, except what a coordinator on an island was asked then or was still working on. */
export const okShare: Measure = run => {
  const islands = islandsOf(run);
  const asked = run.operations.filter(({ node, invokedUs, heardUs }) => !islands.some(({ coordinator, fromUs, toUs }) => node === coordinator && invokedUs < toUs && heardUs > fromUs));
  return useful(asked, without);
};

function without({ client, f, node, key, output, invokedUs, invokedRow }: Operation): Finding {
  return { message: `${client} asked ${node} for a ${f} of ${key} at ${atSeconds(invokedUs)} and heard ${typeof output === 'string' ? output : JSON.stringify(output)}`, atUs: invokedUs, row: invokedRow, node: node! };
}

const waitedUs = ({ invokedUs, heardUs }: Operation): number => heardUs - invokedUs;

/** How long the clients of an island waited at most, milliseconds. */
export const slowestOnIsland: Measure = run => {
  const islands = islandsOf(run);
  const slowest = run.operations.filter(operation => islandOf(operation, islands)).sort((a, b) => waitedUs(b) - waitedUs(a))[0];
  if (!slowest) return undefined;
  const { client, node, invokedUs, invokedRow, heardUs } = slowest;
  const us = waitedUs(slowest);
  const waited = us >= PATIENCE_MS * 1000 ? 'got no answer' : `waited ${duration(us)} for an answer`;
  return { value: us / 1000, worst: { message: `${client} asked ${node} at ${atSeconds(invokedUs)}, when it was cut off from three replicas, and ${waited}`, atUs: heardUs, row: invokedRow, node: node! } };
};

/** Half of the ok answers took no longer, milliseconds. */
export const medianAnswer: Measure = run => {
  const answered = run.operations.filter(({ outcome }) => outcome === 'ok').sort((a, b) => waitedUs(a) - waitedUs(b));
  const median = answered[answered.length >> 1];
  if (!median) return undefined;
  const { client, node, f, invokedUs, heardUs, invokedRow } = median;
  return {
    value: waitedUs(median) / 1000,
    worst: { message: `Half of the answers took longer than ${duration(waitedUs(median))}, as did ${client}'s ${f} at ${node} from ${atSeconds(invokedUs)} on: everybody waits for the slowest`, atUs: heardUs, row: invokedRow, node: node! },
  };
};

/** Whether a constructor took r and w that do not overlap. */
export const refusesMix: Check = ({ facts }) => {
  const fact = facts.find(({ type }) => type === 'accepted');
  return fact && {
    message: `${fact.node} was started with r = ${fact.data['r']} and w = ${fact.data['w']} of ${REPLICAS.length} replicas, and took it: a read may ask only replicas that the last write did not reach`,
    atUs: fact.atUs, row: fact.row, node: fact.node!,
  };
};
