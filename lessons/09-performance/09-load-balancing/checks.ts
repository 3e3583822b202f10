import { atSeconds, duration, p99, type Fact, type Finding, type Operation, type Pooled, type RunRecord } from 'faultlab/author';
import { BACKENDS, PATIENCE_MS } from './world.ts';

const US_PER_S = 1_000_000;
const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** Whoever has no page has waited for as long as anybody does. */
const waitedMs = ({ outcome, invokedUs, completedUs }: Operation): number => (outcome === 'ok' ? (completedUs - invokedUs) / 1_000 : PATIENCE_MS);

const judged = ({ operations }: RunRecord, fromMs: number): Operation[] => operations.filter(({ invokedUs }) => invokedUs >= fromMs * 1_000);

/** How long each user waited, milliseconds. */
export const waits = (fromMs: number) => (run: RunRecord): Pooled => {
  const requests = judged(run, fromMs);
  const values = requests.map(waitedMs);
  if (values.length === 0) return { values };
  // Those without a page tell most only if they are what makes the hundredth.
  const told = p99(values) < PATIENCE_MS ? requests.filter(({ outcome }) => outcome === 'ok') : requests;
  const slowest = told.reduce((worst, request) => (waitedMs(request) > waitedMs(worst) ? request : worst));
  return { values, worst: storyOf(slowest, run) };
};

/** One value a request: 1 if its user got no page. */
export const failures = (fromMs: number) => (run: RunRecord): Pooled => {
  const requests = judged(run, fromMs);
  const failed = requests.filter(({ outcome }) => outcome !== 'ok');
  return { values: requests.map(({ outcome }) => (outcome === 'ok' ? 0 : 1)), ...(failed[0] ? { worst: blackHole(failed, run) ?? storyOf(failed[0], run) } : {}) };
};

/** A backend that has answered nothing but errors, and what it got all the same. */
function blackHole(failed: readonly Operation[], { facts, strikes }: RunRecord): Finding | undefined {
  const broken = strikes.find(({ fault }) => fault.kind === 'answers');
  if (!broken) return undefined;
  const id = String((broken.fault as { node?: string }).node);
  const since = arrivals(facts, broken.fromUs, Infinity);
  const share = since.filter(({ node }) => node === id).length / since.length;
  const worst = failed.find(({ outcome, invokedUs }) => outcome === 'fail' && invokedUs >= broken.fromUs + US_PER_S) ?? failed[0]!;
  return {
    message: `${id} has answered everything with an error after 2 ms since ${atSeconds(broken.fromUs)}, and was given ${percent(share)} of all requests since then: ${failed.length} users got an error page, `
      + `the one of request ${worst.key} at ${atSeconds(worst.heardUs)} among them`,
    atUs: worst.heardUs, row: worst.completedRow, node: worst.node!, method: 'pick',
  };
}

const arrivals = (facts: readonly Fact[], fromUs: number, toUs: number, type = 'arrived'): Fact[] => facts.filter(fact => fact.type === type && fact.atUs >= fromUs && fact.atUs < toUs);

/** What a request met where it was sent, and what had been sent there before it. */
function storyOf(request: Operation, run: RunRecord): Finding {
  const { key, node, invokedUs, heardUs, output } = request;
  const { facts } = run;
  const arrived = facts.find(({ type, data }) => type === 'arrived' && String(data['request']) === key);
  const item = (request.input as { item?: string }).item;
  const what = `Request ${key}${item === undefined ? '' : ` for ${item}`} of ${atSeconds(invokedUs)}`;
  const where = { atUs: invokedUs, row: arrived?.row ?? request.invokedRow, node: node!, method: 'pick' };
  if (!arrived) return { message: `${what} reached no backend (${String(output)}): its user got no page`, ...where };
  const backend = arrived.node!;
  const outcome = request.outcome === 'ok' ? `had its page after ${duration(heardUs - invokedUs)}` : `had no page (${String(output)})`;
  const missed = item === undefined ? '' : missedBefore(arrived.atUs, run);
  return {
    message: `${what} ${outcome}${lostBefore(run, arrived.atUs)}: ${node} gave it to ${backend}, where ${waitingAt(run, backend, arrived.atUs)} requests waited; ${leastWaiting(run, backend, arrived.atUs)}. `
      + `In the ${SHARE_US / US_PER_S} s before, ${backend} was given ${sharesOf(run, backend, arrived.atUs)} of all requests${missed}. A page is as slow as the queue it is sent to`,
    ...where,
  };
}

const SHARE_US = 4 * US_PER_S;

/** The least and the most that a backend was given of all requests, over the samples before an instant: `9 to 96 %`. */
function sharesOf({ series }: RunRecord, backend: string, atUs: number): string {
  const rates = BACKENDS.map(id => series.get(`Requests/${id}`)!);
  const shares = rates[0]!.timesUs.flatMap((timeUs, index) => {
    const all = rates.reduce((sum, { values }) => sum + values[index]!, 0);
    return timeUs > atUs - SHARE_US && timeUs <= atUs && all > 0 ? [series.get(`Requests/${backend}`)!.values[index]! / all] : [];
  });
  return shares.length === 0 ? 'nobody knows how much' : `${Math.round(100 * Math.min(...shares))} to ${percent(Math.max(...shares))}`;
}

function missedBefore(atUs: number, { facts }: RunRecord): string {
  const [asked, missed] = ['arrived', 'missed'].map(type => arrivals(facts, atUs - US_PER_S, atUs, type).length) as [number, number];
  return `; in the last second of them backends did not find the key in their cache ${missed} times, and ${asked} requests came`;
}

function lostBefore({ strikes }: RunRecord, atUs: number): string {
  const lost = strikes.find(({ fault, fromUs }) => fault.kind === 'crash' && fromUs <= atUs);
  return lost ? `, ${duration(atUs - lost.fromUs)} after ${String((lost.fault as { node?: string }).node)} was lost` : '';
}

/** Requests that waited for a worker, at the sample nearest before. */
function waitingAt({ series }: RunRecord, backend: string, atUs: number): number {
  const { timesUs, values } = series.get(`Waiting/${backend}`)!;
  const next = timesUs.findIndex(timeUs => timeUs > atUs);
  return values[next < 0 ? values.length - 1 : Math.max(0, next - 1)]!;
}

function leastWaiting(run: RunRecord, backend: string, atUs: number): string {
  const idle = BACKENDS.filter(id => id !== backend && waitingAt(run, id, atUs) === 0);
  if (idle.length > 0) return `nobody waited at ${idle.length} others`;
  const least = BACKENDS.reduce((best, id) => (waitingAt(run, id, atUs) < waitingAt(run, best, atUs) ? id : best));
  return `${waitingAt(run, least, atUs)} waited at ${least}, the least of all`;
}
