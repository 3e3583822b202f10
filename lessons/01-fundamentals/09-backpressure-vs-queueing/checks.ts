import { answerTime, atSeconds, duration, slices, type Check, type Finding, type Measure, type Operation, type RunRecord } from 'faultlab/author';
import type { Job } from './contract';
import { CAPACITY, DEADLINE_MS, INTAKE, WORKER } from './world.ts';

const US_PER_S = 1_000_000;
const idOf = ({ input }: Operation): string => (input as Job).id;
const isLost = ({ outcome }: Operation): boolean => outcome !== 'ok';
const pointAt = (operation: Operation): Pick<Finding, 'row' | 'node' | 'method'> =>
  ({ row: operation.outcome === 'fail' ? operation.completedRow : operation.invokedRow, node: INTAKE, method: 'handle' });

/** Row at which a job was given to the worker. */
const givenRow = ({ key }: Operation, { facts }: RunRecord): number =>
  facts.find(({ type, node, data }) => type === 'arrived' && node === WORKER && String(data['request']) === key)?.row ?? -1;

const known = new WeakMap<RunRecord, ReadonlyMap<string, number>>();

/** When jobs were finished, by key of the operation. */
function finishedOf(run: RunRecord): ReadonlyMap<string, number> {
  let finished = known.get(run);
  if (!finished) known.set(run, finished = new Map(run.facts.flatMap(({ type, atUs, data }) => (type === 'done' ? [[String(data['request']), atUs] as const] : []))));
  return finished;
}

/** A refusal says that the job is not done. */
export const refusedIsNotDone: Check = run => {
  const refused = new Map(run.operations.filter(({ outcome }) => outcome === 'fail').map(operation => [operation.key!, operation]));
  const lie = run.facts.find(({ type, data }) => type === 'done' && refused.has(String(data['request'])));
  if (!lie) return undefined;
  const operation = refused.get(String(lie.data['request']))!;
  return {
    message: `Job ${idOf(operation)} was refused at ${atSeconds(operation.completedUs)}, and the worker finished it at ${atSeconds(lie.atUs)}: its client was told that it is not done and has sent it elsewhere`,
    atUs: Math.max(operation.completedUs, lie.atUs), ...pointAt(operation),
  };
};

/** Whoever is not answered is refused, and nothing else is thrown at him. */
export const answeredOrRefused: Check = ({ operations }) => {
  const broken = operations.find(({ outcome, heardUs, output }) => outcome === 'info' && heardUs < Infinity && output !== 'no answer');
  return broken && {
    message: `Job ${idOf(broken)} of ${atSeconds(broken.invokedUs)} was neither answered nor refused: handle threw "${String(broken.output)}". Its client cannot tell whether it is done`,
    atUs: broken.heardUs, row: broken.completedRow, node: INTAKE, method: 'handle',
  };
};

/** Nothing waits for ever while the worker has nothing to do. */
export const nothingForgotten: Check = ({ facts, series }) => {
  const open = facts.find(({ type }) => type === 'open');
  if (!open || series.get('Worker/busy')!.values.at(-1) === 100) return undefined;
  const { job, sinceUs, more } = open.data as { job: string; sinceUs: number; more: number };
  return {
    message: `Job ${job} of ${atSeconds(sinceUs)} was neither answered nor refused by ${atSeconds(open.atUs)}${more > 0 ? `, nor were ${more} others` : ''}, and the worker has nothing to do: somebody was left standing`,
    atUs: open.atUs, row: open.row, node: INTAKE, method: 'handle',
  };
};

/** Which clients are looked at, and what they were promised. */
interface Asked {
  readonly f?: string;
  readonly fromMs?: number;
}

const askedBy = ({ operations }: RunRecord, { f, fromMs = 0 }: Asked): Operation[] =>
  operations.filter(operation => operation.invokedUs >= 1_000 * fromMs && (f === undefined || operation.f === f));

/** Share of the clients who had a result in time. */
export const served = (asked: Asked = {}): Measure => run => {
  const operations = askedBy(run, asked);
  const lost = operations.filter(isLost);
  return { value: 1 - lost.length / operations.length, ...(lost[0] ? { worst: storyOf(lost[0], lost.length, operations.length, run) } : {}) };
};

/** How one of those who got nothing was treated. */
function storyOf(operation: Operation, lost: number, asked: number, run: RunRecord): Finding {
  const { outcome, invokedUs, heardUs } = operation;
  const before = run.operations.filter(other => other.invokedUs < invokedUs && stillOpen(other, invokedUs, run)).length;
  const work = `${before} jobs stood before it, ${duration((before / CAPACITY) * US_PER_S)} of work for a worker as fast as usual, and ${DEADLINE_MS / 1_000} s was allowed`;
  const heard = outcome === 'fail' ? `was refused ${duration(heardUs - invokedUs)} later` : 'had heard nothing when its client left';
  return {
    message: `Job ${idOf(operation)}, which came at ${atSeconds(invokedUs)}, ${heard}: ${work}. ${lost} of ${asked} clients got nothing`,
    atUs: Math.min(heardUs, invokedUs + DEADLINE_MS * 1_000), ...pointAt(operation),
  };
}

/** Whether a job was in the house at an instant: not refused, not finished. */
function stillOpen({ outcome, key, heardUs }: Operation, atUs: number, run: RunRecord): boolean {
  if (outcome === 'fail') return heardUs > atUs;
  return (finishedOf(run).get(key!) ?? Infinity) > atUs;
}


export const slowestHundredth = answerTime(0.99, { noun: 'job' });

/** Share of the refusals that came within this time. */
export const refusedWithin = (ms: number): Measure => ({ operations }) => {
  const refused = operations.filter(({ outcome }) => outcome === 'fail');
  if (refused.length === 0) return undefined;
  const late = refused.filter(({ invokedUs, completedUs }) => completedUs - invokedUs > 1_000 * ms);
  const latest = late.reduce<Operation | undefined>((worst, each) => (worst && worst.completedUs - worst.invokedUs >= each.completedUs - each.invokedUs ? worst : each), undefined);
  return {
    value: 1 - late.length / refused.length,
    ...(latest ? {
      worst: {
        message: `Job ${idOf(latest)} was refused after ${duration(latest.completedUs - latest.invokedUs)} of its ${DEADLINE_MS} ms, as ${late.length} of ${refused.length} were refused late: `
          + 'the client has stood in line for a no, and has no time left to ask somebody else',
        atUs: latest.completedUs, ...pointAt(latest),
      },
    } : {}),
  };
};

/** Share of the clients who heard something, yes or no, before they left. */
export const heardSomething: Measure = ({ operations }) => {
  const silent = operations.filter(({ outcome }) => outcome === 'info');
  const [first] = silent;
  return {
    value: 1 - silent.length / operations.length,
    ...(first ? {
      worst: {
        message: `Job ${idOf(first)} of ${atSeconds(first.invokedUs)} heard nothing for ${DEADLINE_MS / 1_000} s, as ${silent.length} of ${operations.length} clients did: who hears nothing can only wait, and sends it again`,
        atUs: first.invokedUs + 1_000 * DEADLINE_MS, ...pointAt(first),
      },
    } : {}),
  };
};

interface Second {
  readonly fromUs: number;
  readonly finished: number;
  readonly useful: number;
}

/** What the worker finished and how much of it somebody still wanted, second by second. */
function secondsOf(run: RunRecord, fromUs: number, toUs: number): Second[] {
  const count = Math.floor((toUs - fromUs) / US_PER_S);
  const finished = slices(finishedOf(run).values(), fromUs, US_PER_S, count);
  const inTime = slices(run.operations.flatMap(({ outcome, completedUs }) => (outcome === 'ok' ? [completedUs] : [])), fromUs, US_PER_S, count);
  return finished.map((each, index) => ({ fromUs: fromUs + index * US_PER_S, finished: each, useful: inTime[index]! }));
}

/** Results in time between two instants, as a share of what a worker `factor` times as slow as usual could have done. */
function useful(run: RunRecord, fromUs: number, toUs: number, factor: number): { readonly value: number; readonly worst: Finding } {
  const seconds = secondsOf(run, fromUs, toUs);
  const sum = seconds.reduce((total, second) => total + second.useful, 0);
  const worst = seconds.reduce((least, each) => (each.useful <= least.useful ? each : least));
  return { value: sum / ((CAPACITY / factor) * seconds.length), worst: toldSecond(worst, run, factor) };
}

function toldSecond({ fromUs, finished, useful: inTime }: Second, run: RunRecord, factor: number): Finding {
  const could = Math.round(CAPACITY / factor);
  const slow = factor === 1 ? '' : ` (it takes ${Math.round(10 * factor) / 10} times as long as usual since ${atSeconds(run.strikes[0]!.fromUs)})`;
  const during = (us: number | undefined): boolean => us !== undefined && us >= fromUs && us < fromUs + US_PER_S;
  const late = run.operations.find(({ outcome, key }) => outcome !== 'ok' && during(finishedOf(run).get(key!)));
  const begin = `In the second from ${atSeconds(fromUs)} on the worker${slow} finished ${finished} jobs; it can do ${could}. ${inTime === finished ? 'All' : inTime} of them were for a client who still listened`;
  if (late && finished - inTime > could / 10) {
    const done = finishedOf(run).get(late.key!)!;
    return {
      message: `${begin}: job ${idOf(late)}, finished at ${atSeconds(done)}, had come ${duration(done - late.invokedUs)} before, and its client had left after ${DEADLINE_MS / 1_000} s. The worker is busy for nobody`,
      atUs: done, row: givenRow(late, run), node: INTAKE, method: 'handle',
    };
  }
  const refused = run.operations.filter(({ outcome, completedUs }) => outcome === 'fail' && during(completedUs));
  const [first] = refused;
  return {
    message: `${begin}, and ${refused.length} jobs were refused meanwhile: places stay empty while people are sent away`,
    atUs: first?.completedUs ?? fromUs, ...(first ? pointAt(first) : { row: -1, node: INTAKE, method: 'handle' }),
  };
}

/** As a share of the worker's capacity. */
export const goodputBetween = (fromMs: number, toMs: number): Measure => run => useful(run, 1_000 * fromMs, 1_000 * toMs, 1);

/** While the worker is slow, as a share of what is left of it. */
export const goodputWhileSlow: Measure = run => {
  const strike = run.strikes.find(({ fault }) => fault.kind === 'slowdown');
  return strike && useful(run, strike.fromUs, strike.toUs, strike.fault['factor'] as number);
};

const producerOf = (operation: Operation): string => idOf(operation).split('-')[0]!;

/** Refusals for each result. */
export const refusalsPerResult: Measure = ({ operations }) => {
  const refused = operations.filter(({ outcome }) => outcome === 'fail');
  const results = operations.filter(({ outcome }) => outcome === 'ok').length;
  const times = new Map<string, number>();
  for (const operation of refused) times.set(idOf(operation), (times.get(idOf(operation)) ?? 0) + 1);
  const last = refused.reduce<Operation | undefined>((most, each) => (most && times.get(idOf(most))! > times.get(idOf(each))! ? most : each), undefined);
  return {
    value: refused.length / Math.max(1, results),
    ...(last ? {
      worst: {
        message: `Producer ${producerOf(last)} was refused ${times.get(idOf(last))} times for one job, the last time at ${atSeconds(last.completedUs)}; there were ${refused.length} refusals for ${results} results: `
          + 'they came back when they were told to, and there was no place',
        atUs: last.completedUs, ...pointAt(last),
      },
    } : {}),
  };
};

/** Share of the producers who had a result at all. */
export const producersServed = (count: number): Measure => ({ operations }) => {
  const happy = new Set(operations.filter(({ outcome }) => outcome === 'ok').map(producerOf));
  const sad = operations.filter(operation => !happy.has(producerOf(operation))).at(-1);
  return {
    value: happy.size / count,
    ...(sad ? { worst: { message: `Producer ${producerOf(sad)} had no result at all, nor had ${count - happy.size - 1} others; it asked for the last time at ${atSeconds(sad.invokedUs)}: they do what they are told, and wait for nothing`, atUs: sad.invokedUs, ...pointAt(sad) } } : {}),
  };
};
