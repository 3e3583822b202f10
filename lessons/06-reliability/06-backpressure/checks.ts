import { atSeconds, duration, type Check, type Fact, type Finding, type Measure, type RunRecord } from 'faultlab/author';
import { SINK_PER_SECOND } from './world.ts';

const US_PER_S = 1_000_000;
const US_PER_MS = 1_000;

const numberOf = ({ data }: Fact): number => data['item'] as number;
const factsOf = ({ facts }: RunRecord, type: string): Fact[] => facts.filter(fact => fact.type === type);
/** `row`: of the fact that shows it; a recording leads from there to a line of the learner's, else the class of the node is named. */
const pointAt = (node: 'producer' | 'consumer', row = -1): Pick<Finding, 'row' | 'node' | 'method'> => ({ row, node, ...(row < 0 ? { method: node === 'producer' ? 'Producer' : 'Consumer' } : {}) });

/** Nobody is killed for want of memory. */
export const noCrash: Check = run => {
  const [overflow] = factsOf(run, 'overflow');
  if (!overflow) return undefined;
  const { node, atUs, row, data: { items, limit } } = overflow;
  const slow = run.strikes.find(({ fault, fromUs, toUs }) => fault.kind === 'pace' && atUs >= fromUs && atUs < toUs);
  const stored = factsOf(run, 'stored').filter(fact => fact.atUs > atUs - US_PER_S && fact.atUs <= atUs).length;
  const brought = factsOf(run, 'taken').filter(fact => fact.atUs > atUs - US_PER_S && fact.atUs <= atUs).length;
  return {
    message: `${node} held ${String(items)} items at ${atSeconds(atUs)}, has memory for ${String(limit)}, and was killed: in the second before, the source got rid of ${brought} items and the sink stored ${stored}`
      + `${slow ? `, at most ${String(slow.fault['perSecond'])} a second since ${atSeconds(slow.fromUs)}` : ''}. What it held is gone`,
    atUs, ...pointAt(node as 'producer' | 'consumer', row),
  };
};

/** Each item is stored once, after the one before it. */
export const inOrder: Check = run => {
  let last: Fact | undefined;
  for (const fact of factsOf(run, 'stored')) {
    const n = numberOf(fact);
    const before = last ? numberOf(last) : 0;
    if (n === before + 1) {
      last = fact;
      continue;
    }
    const first = n <= before ? factsOf(run, 'stored').find(each => numberOf(each) === n) : undefined;
    return {
      message: first
        ? `Item ${n} was stored at ${atSeconds(first.atUs)} and again at ${atSeconds(fact.atUs)}${crashBefore(run, fact.atUs)}: whatever it stands for has happened twice`
        : `Item ${n} was stored at ${atSeconds(fact.atUs)}, and item ${before + 1} had not been${crashBefore(run, fact.atUs)}: the sink takes them in the order in which they come, and for good`,
      atUs: fact.atUs, ...pointAt('consumer', fact.row),
    };
  }
  return undefined;
};

function crashBefore({ strikes }: RunRecord, atUs: number): string {
  const crash = strikes.find(({ fault, fromUs }) => fault.kind === 'crash' && fromUs <= atUs);
  return crash ? `, after consumer had crashed at ${atSeconds(crash.fromUs)}` : '';
}

/** Whatever the source heard `taken` of is stored at the end. */
export const nothingLost: Check = run => {
  const stored = new Set(factsOf(run, 'stored').map(numberOf));
  const lost = factsOf(run, 'taken').filter(fact => !stored.has(numberOf(fact)));
  const [first] = lost;
  return first && {
    message: `Item ${numberOf(first)} was taken at ${atSeconds(first.atUs)} and was not stored by ${atSeconds(run.endUs)}${lost.length > 1 ? `, nor were ${lost.length - 1} others` : ''}: the source has forgotten it, because it was told that it may`,
    atUs: first.atUs, ...pointAt('producer', first.row),
  };
};

/** Longest time without anything stored. */
const STALL_US = 2 * US_PER_S;

/** As long as the source has items, the sink gets some. */
export const noStall = (untilMs: number): Check => run => {
  const stored = factsOf(run, 'stored').filter(({ atUs }) => atUs < untilMs * US_PER_MS);
  const instants = [0, ...stored.map(({ atUs }) => atUs), untilMs * US_PER_MS];
  const index = instants.findIndex((us, i) => i > 0 && us - instants[i - 1]! > STALL_US);
  if (index < 0) return undefined;
  const fromUs = instants[index - 1]!;
  const before = stored[index - 2];
  const again = index < instants.length - 1;
  const taken = factsOf(run, 'taken').filter(({ atUs }) => atUs <= fromUs + STALL_US).length;
  return {
    message: `Nothing was stored ${again ? `from ${atSeconds(fromUs)} to ${atSeconds(instants[index]!)}` : `after ${atSeconds(fromUs)}, for the rest of the run`}: `
      + `${before ? `item ${numberOf(before)} was the last` : 'not even the first item'}, ${taken} had been taken, and the source had more all the time. Both sides wait, each for the other`,
    atUs: fromUs, ...pointAt('consumer', before?.row),
  };
};

/** Items stored between two instants, as a share of what the sink can store. */
function rateBetween(run: RunRecord, fromUs: number, toUs: number, since = ''): { readonly value: number; readonly worst: Finding } {
  const stored = factsOf(run, 'stored').filter(({ atUs }) => atUs >= fromUs && atUs < toUs);
  const value = stored.length / ((SINK_PER_SECOND * (toUs - fromUs)) / US_PER_S);
  const instants = [fromUs, ...stored.map(({ atUs }) => atUs), toUs];
  const gaps = instants.slice(1).map((us, i) => us - instants[i]!);
  const longest = gaps.indexOf(Math.max(...gaps));
  const before = stored[longest - 1];
  const after = stored[longest];
  const rate = Math.round(stored.length / ((toUs - fromUs) / US_PER_S));
  const gap = before && after ? `; after item ${numberOf(before)} it waited ${duration(gaps[longest]!)} for the next one` : '';
  return {
    value,
    worst: {
      message: `From ${atSeconds(fromUs)} to ${atSeconds(toUs)}${since} the sink stored ${rate} items a second and could have stored ${SINK_PER_SECOND}: it was idle ${Math.round(100 * (1 - value))} % of the time${gap}. There was more for it all the time`,
      atUs: before?.atUs ?? fromUs, ...pointAt('consumer', (after ?? before)?.row),
    },
  };
}

export const rate = (fromMs: number, toMs: number): Measure => run => rateBetween(run, fromMs * US_PER_MS, toMs * US_PER_MS);

/** As `rate`, for two seconds, so long after the end of the fault. */
export const rateAfter = (afterMs: number): Measure => run => {
  const [strike] = run.strikes;
  if (!strike) return undefined;
  const fromUs = strike.toUs + afterMs * US_PER_MS;
  return rateBetween(run, fromUs, fromUs + 2 * US_PER_S, `, ${duration(afterMs * US_PER_MS)} after ${strike.fault.kind === 'crash' ? 'consumer was up again' : 'the sink was as fast as ever'},`);
};

/** Each item is stored soon after the source had it. */
export const prompt = (perSecond: number, withinMs: number): Check => run => {
  const stored = new Map(factsOf(run, 'stored').map(fact => [numberOf(fact), fact]));
  const items = Math.max(0, ...stored.keys(), ...factsOf(run, 'taken').map(numberOf), 1);
  for (let n = 1; n <= items; n++) {
    const hadUs = (n * US_PER_S) / perSecond;
    const fact = stored.get(n);
    const tookUs = (fact?.atUs ?? run.endUs) - hadUs;
    if (tookUs <= withinMs * US_PER_MS) continue;
    const taken = factsOf(run, 'taken').find(each => numberOf(each) === n);
    return {
      message: `The source had item ${n} at ${atSeconds(hadUs)}, ${taken ? `producer took it at ${atSeconds(taken.atUs)}` : 'producer never took it'}, and ${fact ? `it was stored ${duration(tookUs)} later` : 'it was never stored'}; ${withinMs} ms were allowed. `
        + 'Nothing else was under way, and somebody waits for it',
      atUs: taken?.atUs ?? hadUs, ...pointAt('producer', taken?.row),
    };
  }
  return undefined;
};
