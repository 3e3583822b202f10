import { atSeconds, duration, type Fact, type Finding, type Operation, type Pooled, type RunRecord, type Strike } from 'faultlab/author';
import { CLASSES, PATIENCE_MS, SERVER, WARM_UP_MS } from './world.ts';

const US_PER_S = 1_000_000;
type Class = (typeof CLASSES)[number];

const strikeOf = ({ strikes }: RunRecord): Strike | undefined => strikes.find(({ fault }) => fault.kind === 'capacity');

/** Requests a second that the server can finish, at an instant. */
function capacityAt(run: RunRecord, atUs: number): number {
  const perSecond = run.facts.find(({ type }) => type === 'capacity')!.data['perSecond'] as number;
  const strike = strikeOf(run);
  const weak = strike && atUs >= strike.fromUs && atUs < strike.toUs;
  const workers = Math.max(1, Math.round((weak ? (strike.fault['factor'] as number) : 1) * (perSecond / PER_WORKER)));
  return workers * PER_WORKER;
}

const PER_WORKER = 25;

/** One value for each request (of a class) that comes after the warm-up: 1 if it is answered before its user leaves. */
export const answered = (f?: Class) => (run: RunRecord): Pooled => valuesOf(run, f, WARM_UP_MS * 1_000, Infinity);

/** Of the critical ones that come while workers are missing. */
export function answeredWhileWeak(run: RunRecord): Pooled {
  const strike = strikeOf(run);
  return strike ? valuesOf(run, 'critical', strike.fromUs, strike.toUs) : { values: [] };
}

function valuesOf(run: RunRecord, f: Class | undefined, fromUs: number, toUs: number): Pooled {
  const asked = run.operations.filter(operation => operation.invokedUs >= fromUs && operation.invokedUs < toUs && (f === undefined || operation.f === f));
  const lost = asked.filter(({ outcome }) => outcome !== 'ok');
  const late = lost.filter(({ outcome }) => outcome !== 'fail');
  // Where most that was taken came too late, the queue is what there is to tell of.
  const told = late.length > asked.length - lost.length ? late : lost;
  const one = told[Math.floor(told.length / 2)];
  return { values: asked.map(({ outcome }) => (outcome === 'ok' ? 1 : 0)), ...(one ? { worst: storyOf(one, lost.length, asked.length, run) } : {}) };
}

/** What became of somebody who got nothing, and what the server did meanwhile. */
function storyOf(lost: Operation, count: number, asked: number, run: RunRecord): Finding {
  const { key, f, outcome, invokedUs, heardUs, invokedRow } = lost;
  const untilUs = Math.min(heardUs, invokedUs + PATIENCE_MS * 1_000);
  const what = outcome === 'fail' ? `was refused at ${atSeconds(heardUs)}` : `of ${atSeconds(invokedUs)} ${lateFate(lost, run)}`;
  return {
    message: `The ${f} request ${key} ${what}. In the second before that the server began ${begunBetween(run, untilUs - US_PER_S, untilUs)}; it can do ${capacityAt(run, untilUs)} a second${whyWeak(run, untilUs)}. `
      + `${count} of ${asked}${f === 'critical' ? ' critical' : ''} requests came to nothing`,
    atUs: untilUs, row: invokedRow, node: SERVER, method: outcome === 'fail' ? 'arrive' : 'next',
  };
}

const begunOf = ({ facts }: RunRecord, key: string): Fact | undefined => facts.find(({ type, data }) => type === 'begun' && String(data['request']) === key);

function lateFate({ key, heardUs }: Operation, run: RunRecord): string {
  const begun = begunOf(run, key!);
  if (!begun) return 'was neither refused nor begun until its user left';
  const age = `was begun when it was ${duration((begun.data['ageMs'] as number) * 1_000)} old`;
  return begun.atUs >= heardUs ? `${age}, and its user had left at an age of ${PATIENCE_MS / 1_000} s` : `${age}, and not finished before its user left at an age of ${PATIENCE_MS / 1_000} s`;
}

const whyWeak = (run: RunRecord, atUs: number): string => {
  const strike = strikeOf(run);
  return strike && atUs >= strike.fromUs && atUs < strike.toUs ? ` since it lost workers at ${atSeconds(strike.fromUs)}` : '';
};

/** `91 batch, 40 normal`. */
function begunBetween(run: RunRecord, fromUs: number, toUs: number): string {
  const counts = new Map<string, number>();
  for (const { type, atUs, data } of run.facts) {
    if (type !== 'begun' || atUs < fromUs || atUs >= toUs) continue;
    const { f } = run.operations[(data['request'] as number) - 1]!;
    counts.set(f, (counts.get(f) ?? 0) + 1);
  }
  return [...CLASSES].reverse().flatMap(name => (counts.has(name) ? [`${counts.get(name)} ${name}`] : [])).join(', ') || 'nothing';
}

/** Answers in time between two instants, as a share of what the server could have done. */
export const goodputBetween = (fromMs: number, toMs: number) => (run: RunRecord): Pooled => goodput(run, 1_000 * fromMs, 1_000 * toMs);

/** From a second after workers are lost until they are back. */
export function goodputWhileWeak(run: RunRecord): Pooled {
  const strike = strikeOf(run);
  return strike ? goodput(run, strike.fromUs + US_PER_S, strike.toUs) : { values: [] };
}

function goodput(run: RunRecord, fromUs: number, toUs: number): Pooled {
  const seconds = Array.from({ length: Math.round((toUs - fromUs) / US_PER_S) }, (_, index) => secondOf(run, fromUs + index * US_PER_S));
  const sum = seconds.reduce((total, { inTime }) => total + inTime, 0);
  const worst = seconds.reduce((least, each) => (each.inTime < least.inTime ? each : least));
  return { values: [sum / (capacityAt(run, fromUs) * seconds.length)], worst: toldSecond(worst, run) };
}

interface Second {
  readonly fromUs: number;
  readonly finished: readonly Fact[];
  readonly inTime: number;
}

function secondOf({ facts, operations }: RunRecord, fromUs: number): Second {
  const during = (us: number): boolean => us >= fromUs && us < fromUs + US_PER_S;
  return {
    fromUs,
    finished: facts.filter(({ type, atUs }) => type === 'finished' && during(atUs)),
    inTime: operations.filter(({ outcome, completedUs }) => outcome === 'ok' && during(completedUs)).length,
  };
}

function toldSecond({ fromUs, finished, inTime }: Second, run: RunRecord): Finding {
  const could = capacityAt(run, fromUs);
  const begin = `In the second from ${atSeconds(fromUs)} on the server finished ${finished.length} requests; it can do ${could}${whyWeak(run, fromUs)}. ${inTime} of them were in time`;
  const late = finished.find(({ data }) => run.operations[(data['request'] as number) - 1]!.outcome !== 'ok');
  if (late && finished.length - inTime > could / 10) {
    const request = run.operations[(late.data['request'] as number) - 1]!;
    const begun = begunOf(run, request.key!)!;
    return {
      message: `${begin}: request ${request.key}, for one, was begun at ${atSeconds(begun.atUs)}, ${duration((begun.data['ageMs'] as number) * 1_000)} after it had been sent; `
        + `its user had left at ${atSeconds(request.heardUs)}. The server works for those who are gone`,
      atUs: begun.atUs, row: begun.row, node: SERVER, method: 'next',
    };
  }
  const refused = run.operations.filter(({ outcome, completedUs }) => outcome === 'fail' && completedUs >= fromUs && completedUs < fromUs + US_PER_S);
  const [first] = refused;
  return {
    message: `${begin}, and ${CLASSES.map(name => `${refused.filter(({ f }) => f === name).length} ${name}`).join(', ')} requests were refused meanwhile: `
      + 'people are sent away for whom there was time',
    atUs: first?.completedUs ?? fromUs, row: first?.invokedRow ?? -1, node: SERVER, method: 'arrive',
  };
}
