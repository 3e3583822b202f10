import {
  atSeconds, attemptsByRequest, duration, type Attempt, type Check, type Finding, type Operation, type Pooled, type RunRecord, type Strike,
} from 'faultlab/author';
import { PER_SECOND, REVIEWS, WORKERS, type Page } from './world.ts';

const US_PER_S = 1_000_000;
/** From the beginning of a fault until pages have to be prompt again. */
export const GRACE_S = 8;
const PROMPT_US = 300_000;
const BACK_AFTER_US = 10 * US_PER_S;
/** Calls before an opening that a message tells about. */
const BEFORE = 50;

const pageOf = ({ outcome, output }: Operation): Page | undefined => (outcome === 'ok' ? output as Page : undefined);
const reviewsOf = (operation: Operation): Page['reviews'] | undefined => pageOf(operation)?.reviews;
const isPrompt = ({ outcome, invokedUs, completedUs }: Operation): boolean => outcome === 'ok' && completedUs - invokedUs <= PROMPT_US;
const percent = (part: number, of: number): string => `${Math.round((100 * part) / Math.max(1, of))} %`;

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Attempts at reviews, in order of arrival. */
const attempts = (run: RunRecord): Attempt[] => [...attemptsByRequest(run).values()].flat().filter(({ server }) => server === REVIEWS).sort((a, b) => a.arrivedUs - b.arrivedUs);

/** Pages asked for from the grace time on until the fault ends. */
function meanwhile({ operations, strikes: [strike] }: RunRecord): { readonly pages: readonly Operation[]; readonly strike: Strike } | undefined {
  if (!strike) return undefined;
  const fromUs = strike.fromUs + GRACE_S * US_PER_S;
  return { pages: operations.filter(({ invokedUs }) => invokedUs >= fromUs && invokedUs < strike.toUs), strike };
}

export function promptMeanwhile(run: RunRecord): Pooled {
  const during = meanwhile(run);
  if (!during) return { values: [] };
  const { pages, strike } = during;
  const late = pages.filter(page => !isPrompt(page));
  const worst = late.find(({ outcome }) => outcome !== 'fail') ?? late[0];
  return { values: pages.map(page => (isPrompt(page) ? 1 : 0)), ...(worst ? { worst: lateStory(worst, pages, strike, run) } : {}) };
}

function lateStory(page: Operation, pages: readonly Operation[], { fromUs }: Strike, run: RunRecord): Finding {
  const { key, node, invokedUs, completedUs, invokedRow } = page;
  const shop = pages.filter(each => each.node === node);
  const [own] = (attemptsByRequest(run).get(Number(key)) ?? []).filter(({ server }) => server === REVIEWS);
  return {
    message: `From ${GRACE_S} s after the beginning on, ${percent(shop.filter(isPrompt).length, shop.length)} of the pages of ${node} came within 300 ms. Page ${key} of ${atSeconds(invokedUs)} ${fateOf(page)}; ${workersOf(node!, fromUs, invokedUs, run)}`,
    atUs: Math.min(completedUs, invokedUs + 2 * US_PER_S), row: own?.row ?? invokedRow, node: node!,
  };
}

function fateOf({ outcome, output, invokedUs, completedUs }: Operation): string {
  if (outcome === 'ok') return `took ${duration(completedUs - invokedUs)}`;
  return output === 'no answer' ? 'never came' : `failed (${String(output)})`;
}

/** What kept the workers of a shop busy around an instant. */
function workersOf(shop: string, faultUs: number, atUs: number, run: RunRecord): string {
  const around = attempts(run).filter(({ from, arrivedUs }) => from === shop && arrivedUs > atUs - US_PER_S && arrivedUs <= atUs + US_PER_S);
  const asking = run.operations.filter(({ node, invokedUs, completedUs, outcome }) => node === shop && outcome === 'ok' && invokedUs > faultUs && completedUs <= atUs + US_PER_S && completedUs > atUs - US_PER_S);
  const slow = asking.filter(page => reviewsOf(page) === 'shown' && !isPrompt(page));
  if (around.length === 0) return `${shop} sent no calls to reviews then`;
  const since = `${shop} sent ${around.length} calls to reviews within 1 s of that, though the trouble had begun at ${atSeconds(faultUs)}`;
  if (slow.length === 0) return `${since}. Each call that gets no answer holds one of its ${WORKERS} workers for 1 s`;
  const meanUs = sum(slow.map(({ invokedUs, completedUs }) => completedUs - invokedUs)) / slow.length;
  return `${since}. None of those around it failed: they took ${duration(meanUs)} on average, and at ${PER_SECOND} pages a second that is work for ${Math.ceil((PER_SECOND * meanUs) / US_PER_S)} workers, of which there are ${WORKERS}`;
}

/** Calls of reviews in the same time, one value a page. */
export function askedMeanwhile(run: RunRecord): Pooled {
  const during = meanwhile(run);
  if (!during) return { values: [] };
  const { pages, strike } = during;
  const asked = new Map([...attemptsByRequest(run)].map(([request, all]) => [String(request), all.filter(({ server }) => server === REVIEWS)]));
  const values = pages.map(({ key }) => asked.get(key!)?.length ?? 0);
  const one = pages.find(({ key }) => asked.has(key!) && asked.get(key!)!.length > 0);
  if (!one) return { values };
  const { row, from, arrivedUs } = asked.get(one.key!)![0]!;
  return {
    values,
    worst: {
      message: `reviews has been in trouble since ${atSeconds(strike.fromUs)}, and from ${GRACE_S} s later on it still gets ${sum(values)} calls for ${pages.length} pages, from ${from} for page ${one.key} at ${atSeconds(arrivedUs)}: it has no chance to recover, and each page waits for what will not come`,
      atUs: arrivedUs, row, node: from,
    },
  };
}

/** One value a page asked for long enough after the fault: 1 if it shows reviews. */
export function backAgain(run: RunRecord): Pooled {
  const { operations, strikes: [strike], endUs } = run;
  if (!strike) return { values: [] };
  const pages = operations.filter(({ invokedUs }) => invokedUs >= strike.toUs + BACK_AFTER_US && invokedUs < endUs - 2 * US_PER_S);
  const without = pages.filter(page => reviewsOf(page) !== 'shown');
  const [first] = without;
  return {
    values: pages.map(page => (reviewsOf(page) === 'shown' ? 1 : 0)),
    ...(first ? { worst: { message: `reviews was healthy from ${atSeconds(strike.toUs)} on. ${backWhen(first.node!, strike.toUs, operations)}; from 10 s after the end on, ${without.length} of ${pages.length} pages were without reviews, first page ${first.key} of ${first.node} at ${atSeconds(first.invokedUs)}: the outage is over, and users still have it`, atUs: first.invokedUs, row: first.invokedRow, node: first.node!, method: 'call' } } : {}),
  };
}

function backWhen(shop: string, sinceUs: number, operations: readonly Operation[]): string {
  const back = operations.find(page => page.node === shop && page.invokedUs >= sinceUs && reviewsOf(page) === 'shown');
  return back ? `Users of ${shop} got the first at ${atSeconds(back.completedUs)}` : `Users of ${shop} got none until the end of the run`;
}

/** One value a page while some calls fail: 1 unless the breaker left its reviews out, or the shop did not get round to it. */
export function keptMeanwhile(run: RunRecord): Pooled {
  const { operations, strikes: [strike] } = run;
  const pages = strike ? operations.filter(({ invokedUs }) => invokedUs >= strike.fromUs && invokedUs < strike.toUs) : [];
  const isKept = (page: Operation): boolean => ['shown', 'none', 'failed'].includes(reviewsOf(page) ?? '');
  const [opening] = openingsOf(pages);
  const lost = pages.filter(page => !isKept(page));
  const worst = opening ? openingStory(opening) : lost[0] && { message: `Page ${lost[0].key} of ${lost[0].node} failed: ${String(lost[0].output)}`, atUs: lost[0].heardUs, row: lost[0].invokedRow, node: lost[0].node!, method: 'call' };
  return { values: pages.map(page => (isKept(page) ? 1 : 0)), ...(worst ? { worst } : {}) };
}

interface Opening {
  readonly first: Operation;
  /** Pages before it that did ask, latest first. */
  readonly before: readonly Operation[];
  /** Pages that it left without reviews. */
  readonly leftOut: number;
}

/** Each time a breaker leaves reviews out after it has let some through that were answered. */
function openingsOf(pages: readonly Operation[]): Opening[] {
  const openings: { first: Operation; before: readonly Operation[]; leftOut: number }[] = [];
  for (const shop of new Set(pages.map(({ node }) => node))) {
    const ended = pages.filter(page => page.node === shop && reviewsOf(page)).sort((a, b) => a.completedUs - b.completedUs);
    let isOpen = false;
    for (const [index, page] of ended.entries()) {
      if (reviewsOf(page) === 'shown' || reviewsOf(page) === 'none') isOpen = false;
      if (reviewsOf(page) !== 'left out') continue;
      if (!isOpen) openings.push({ first: page, before: ended.slice(0, index).reverse().filter(each => reviewsOf(each) !== 'left out').slice(0, BEFORE), leftOut: 0 });
      isOpen = true;
      openings.at(-1)!.leftOut++;
    }
  }
  return openings;
}

function openingStory({ first, before, leftOut }: Opening): Finding {
  const { completedUs, node, invokedRow } = first;
  const worked = before.filter(page => reviewsOf(page) !== 'failed').length;
  const inARow = before.findIndex(page => reviewsOf(page) !== 'failed');
  const failures = inARow > 0 ? `after ${inARow === 1 ? 'a failure' : `${inARow} failures in a row`}, ` : '';
  return {
    message: `By ${atSeconds(completedUs)} ${node} had opened, ${failures}though ${worked} of the ${before.length} calls before were answered; ${leftOut} ${leftOut === 1 ? 'page' : 'pages'} lost reviews that most of them could have had`,
    atUs: completedUs, row: invokedRow, node: node!, method: 'call',
  };
}

/** How often breakers opened: one value a run. */
export function openings(run: RunRecord): Pooled {
  const all = openingsOf(run.operations);
  return { values: [all.length], ...(all[0] ? { worst: openingStory(all[0]) } : {}) };
}

/** An answer that says "there is none" is an answer. */
export const neverOpens: Check = run => {
  const [opening] = openingsOf(run.operations);
  if (opening) {
    const { first, before } = opening;
    const none = before.filter(page => reviewsOf(page) === 'none').length;
    return {
      message: `${first.node} had opened by ${atSeconds(first.completedUs)}: ${none} of the ${before.length} calls before were answered with 404, none failed. reviews works, and pages that have reviews lose them`,
      atUs: first.completedUs, row: first.invokedRow, node: first.node!, method: 'call',
    };
  }
  const lost = run.operations.find(page => !reviewsOf(page));
  return lost && { message: `Page ${lost.key} of ${lost.node} was not built, with reviews in good health: ${String(lost.output ?? 'it never came')}`, atUs: Math.min(lost.heardUs, run.endUs), row: lost.invokedRow, node: lost.node!, method: 'call' };
};
