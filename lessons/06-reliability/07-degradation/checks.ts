import { atSeconds, duration, quantile, Truths, type Check, type Fact, type Finding, type Measure, type Operation, type RunRecord, type Strike } from 'faultlab/author';
import type { Asked } from './contract';
import { counts, DATABASE_WORKERS, OLDEST_MS, PARTS, POINTS, SHOP, shownOn, WARM_UP_MS, type PartName, type Shown } from './world.ts';

const US_PER_S = 1_000_000;
const US_PER_MS = 1_000;
/** How exact an age has to be, and how old `live` may be. */
const EXACT_US = US_PER_S;
/** A page takes no longer. */
export const PAGE_MS = 300;

const judged = ({ operations }: RunRecord, fromMs = WARM_UP_MS): Operation[] => operations.filter(({ invokedUs, heardUs }) => invokedUs >= fromMs * US_PER_MS && heardUs < Infinity);
const skuOf = ({ input }: Operation): string => (input as Asked).sku;
const pageOf = (page: Operation): string => `Page ${page.key} of ${atSeconds(page.invokedUs)}`;
const pointAt = (page: Operation): Pick<Finding, 'row' | 'node' | 'method'> => ({ row: page.completedRow >= 0 ? page.completedRow : page.invokedRow, node: SHOP, method: 'productPage' });

/** How a page ended that nobody got. */
function ending({ outcome, output, invokedUs, heardUs }: Operation): string {
  if (output === 'no answer') return `had not come when its user left ${duration(heardUs - invokedUs)} later`;
  return `${outcome === 'fail' ? 'was refused' : 'failed'} after ${duration(heardUs - invokedUs)} (${String(output)})`;
}

const truthOf = ({ facts }: RunRecord): Truths => new Truths(facts, ({ type, data: { part, sku, value } }) =>
  (type === 'changed' ? { thing: sku === undefined ? String(part) : `${String(part)} ${String(sku)}`, value } : undefined));

/** An answer has to come within that to be on the page. */
const ANSWER_US = 250 * US_PER_MS;
/** After an outage a server has work of before. */
const BACKLOG_US = 4_000 * US_PER_MS;
/** A copy that is nearly too old may be taken for one that is. */
const OLDEST_US = (OLDEST_MS - 3_000) * US_PER_MS;
/** Nobody can know at once that a part is on again. */
const NEWS_US = 1_500 * US_PER_MS;

/** Something that did not work for a while. */
export interface Outage {
  readonly of: string;
  /** `answers with errors`. */
  readonly words: string;
  readonly fromUs: number;
  readonly toUs: number;
}

const WORDS: Readonly<Record<string, string>> = { answers: 'has answered with errors', cut: 'has not answered', slowdown: 'has taken 30 times as long' };

const concerns = ({ fault }: Strike, id: string): boolean => fault['node'] === id || (fault.kind === 'cut' && (fault['to'] as readonly string[]).includes(id));

/** When a service was broken, in order. */
export const outagesOf = ({ strikes }: RunRecord, id: string): Outage[] =>
  strikes.filter(strike => concerns(strike, id)).map(({ fault, fromUs, toUs }) => ({ of: id, words: WORDS[fault.kind]!, fromUs, toUs }));

/** When parts were switched off. */
export function switchesOf({ facts }: RunRecord): { readonly flag: PartName; readonly fromUs: number; readonly toUs: number }[] {
  const turned = facts.filter(({ type }) => type === 'switched');
  const flagOf = ({ data }: Fact): PartName => data['flag'] as PartName;
  return turned.filter(({ data }) => !data['on']).map(off => ({
    flag: flagOf(off), fromUs: off.atUs, toUs: turned.find(on => on.data['on'] && flagOf(on) === flagOf(off) && on.atUs > off.atUs)?.atUs ?? Infinity,
  }));
}

/**
 * Which parts a page could have had: those whose service could answer, or had told the same process about the same product no
 * longer ago than a copy may be. Bestsellers can always be had.
 */
export function obtainable(run: RunRecord): (page: Operation) => PartName[] {
  const off = switchesOf(run);
  const outages = new Map(PARTS.map(part => [part, outagesOf(run, part)]));
  const isOn = (part: PartName, atUs: number): boolean => !off.some(({ flag, fromUs, toUs }) => flag === part && atUs >= fromUs - ANSWER_US && atUs < toUs + NEWS_US);
  const works = (part: PartName, atUs: number): boolean => !outages.get(part)!.some(({ fromUs, toUs }) => atUs + ANSWER_US >= fromUs && atUs < toUs + BACKLOG_US);
  const copies = new Map<string, number[]>();
  for (const { input, invokedUs } of run.operations) {
    const { sku } = input as Asked;
    for (const part of PARTS) {
      if (!isOn(part, invokedUs) || !works(part, invokedUs)) continue;
      const key = `${part} ${sku}`;
      const told = copies.get(key);
      if (told) told.push(invokedUs);
      else copies.set(key, [invokedUs]);
    }
  }
  const hasCopy = (part: PartName, { input, invokedUs }: Operation): boolean => {
    const last = copies.get(`${part} ${(input as Asked).sku}`)?.filter(atUs => atUs < invokedUs - ANSWER_US).at(-1);
    return last !== undefined && invokedUs - last <= OLDEST_US;
  };
  return page => PARTS.filter(part => isOn(part, page.invokedUs) && (part === 'recs' || works(part, page.invokedUs) || hasCopy(part, page)));
}

const words = ({ part, value }: Shown): string => {
  const { cents, left, stars, skus } = value as { cents?: number; left?: number; stars?: number; skus?: readonly unknown[] };
  if (part === 'price' && typeof cents === 'number') return `a price of ${(cents / 100).toFixed(2)}`;
  if (part === 'stock' && typeof left === 'number') return `"${left} left"`;
  if (part === 'reviews' && typeof stars === 'number') return `${stars} stars`;
  return part === 'recs' && Array.isArray(skus) ? `recommendations (${skus.slice(0, 2).join(', ')}, …)` : `${part} that nobody can read`;
};

/** Every part is what it says: live ones are true now, stale ones were true when they say. */
export const honest: Check = run => {
  const truth = truthOf(run);
  for (const page of run.operations) {
    if (page.outcome !== 'ok') continue;
    for (const shown of shownOn(page)) {
      const lie = lieOf(shown, page, truth);
      if (lie) return { message: `${pageOf(page)} showed ${lie}`, atUs: page.completedUs, ...pointAt(page) };
    }
  }
  return undefined;
};

function lieOf(shown: Shown, page: Operation, truth: Truths): string | undefined {
  const { part, state, value, ageMs, isBestsellers } = shown;
  if (part === 'price' && (state === 'missing' || value === null)) return `${skuOf(page)} without a price: nobody can buy what has none, and the page looks as if all were well`;
  if (state === 'missing' || value === null) return undefined;
  if (part === 'price' && ageMs > OLDEST_MS) return `a price that was ${duration(ageMs * US_PER_MS)} old: for longer than a minute no shop stands by its price`;
  if (!Number.isFinite(ageMs)) return `${words(shown)} as stale and did not tell how old it was: who reads it cannot judge it`;
  const thing = isBestsellers ? 'bestsellers' : `${part} ${skuOf(page)}`;
  const last = truth.of(thing, value).at(-1);
  if (!last) return `${words(shown)}, which was never true of ${skuOf(page)}: it was made up`;
  const from = (state === 'live' ? page.invokedUs : page.completedUs - ageMs * US_PER_MS) - EXACT_US;
  const to = state === 'live' ? page.completedUs : page.completedUs - ageMs * US_PER_MS + EXACT_US;
  if (truth.wasTrue(thing, value, from, to)) return undefined;
  const { fromUs, toUs } = last;
  const said = state === 'live' ? 'live' : `${duration(ageMs * US_PER_MS)} old`;
  const was = toUs < from ? `it had changed at ${atSeconds(toUs)}, ${duration(page.completedUs - toUs)} before` : `it had been true for ${duration(page.completedUs - fromUs)} only`;
  return `${words(shown)} as ${said}; ${was}. Whoever reads it believes what it says`;
}

/** No switched-off part is asked a second later, or after that. */
export const silentWhenOff: Check = run => {
  for (const { flag, fromUs, toUs } of switchesOf(run)) {
    const call = run.facts.find(({ type, node, data }) => type === 'arrived' && node === flag && data['from'] === SHOP && Number(data['sentUs']) > fromUs + US_PER_S && Number(data['sentUs']) < toUs);
    if (!call) continue;
    const sentUs = Number(call.data['sentUs']);
    return {
      message: `${flag} was switched off at ${atSeconds(fromUs)}, and page ${String(call.data['request'])} asked it at ${atSeconds(sentUs)}, ${duration(sentUs - fromUs)} later${flagsThen(run, sentUs)}: `
        + 'who turned that switch had a reason, and believes that it has worked',
      atUs: sentUs, row: call.row, node: SHOP, method: 'productPage',
    };
  }
  return undefined;
};

function flagsThen(run: RunRecord, atUs: number): string {
  const outage = outagesOf(run, 'flags').find(({ fromUs, toUs }) => fromUs <= atUs && atUs < toUs);
  return outage ? `, when flags ${outage.words} since ${atSeconds(outage.fromUs)}` : '';
}

/** The most that catalog may be asked in a second. */
const MOST_FALLBACKS = 15;

const askedOfCatalog = ({ facts }: RunRecord): Fact[] => facts.filter(({ type, node, data }) => type === 'arrived' && node === 'catalog' && data['from'] === SHOP);

/** The first call to catalog that is one too many. */
const oneTooMany = (asked: readonly Fact[]): Fact | undefined =>
  asked.find((call, index) => index >= MOST_FALLBACKS && call.atUs - asked[index - MOST_FALLBACKS]!.atUs < US_PER_S);

/** Catalog is not asked more often than the database bears. */
export const sparing: Check = run => {
  const asked = askedOfCatalog(run);
  const over = oneTooMany(asked);
  if (!over) return undefined;
  const inSecond = asked.filter(({ atUs }) => atUs >= over.atUs && atUs < over.atUs + US_PER_S).length;
  return {
    message: `${MOST_FALLBACKS + 1} calls to catalog in the second up to ${atSeconds(over.atUs)}, and ${inSecond} in the next: four queries each, to the database that price reads`,
    atUs: over.atUs, row: over.row, node: SHOP, method: 'productPage',
  };
};

/** No page loses its price to the bestsellers, while catalog is asked more often than it may be. */
export const pricesFirst: Check = run => {
  const asked = askedOfCatalog(run);
  const over = oneTooMany(asked);
  if (!over) return undefined;
  const ahead = waitingBefore(run);
  for (const page of run.operations) {
    if (page.heardUs < over.atUs || page.heardUs === Infinity) continue;
    const price = page.outcome === 'ok' ? shownOn(page)[0]! : undefined;
    if (price?.state === 'live') continue;
    const queries = ahead.get(Number(page.key)) ?? [];
    const ofCatalog = queries.filter(from => from === 'catalog').length;
    if (ofCatalog < DATABASE_WORKERS) continue;
    const calls = asked.filter(({ atUs }) => atUs > page.heardUs - US_PER_S && atUs <= page.heardUs).length;
    return {
      message: `${pageOf(page)} ${price ? `came with ${price.state === 'stale' ? 'an old' : 'no'} price` : ending(page)}: its price waited at the database behind ${queries.length} queries, ${ofCatalog === queries.length ? 'all' : `${ofCatalog} of them`} for bestsellers. `
        + `In the second before, catalog had ${calls} calls, where ${MOST_FALLBACKS} are the most. What a page can do without has held up what it cannot`,
      atUs: page.heardUs, ...pointAt(page),
    };
  }
  return undefined;
};

/** For whom the queries were that waited at the database when that for the price of a page came, by page. */
function waitingBefore({ facts }: RunRecord): ReadonlyMap<number, readonly string[]> {
  const before = new Map<number, readonly string[]>();
  const came: string[] = [];
  let gone = 0;
  for (const { type, node, data } of facts) {
    if (node !== 'database') continue;
    if (type === 'queried' || type === 'refused') gone++;
    if (type !== 'arrived') continue;
    const from = String(data['from']);
    if (from === 'price') before.set(Number(data['request']), came.slice(Math.min(came.length, gone + DATABASE_WORKERS)));
    came.push(from);
  }
  return before;
}

/** Share of the pages that were delivered. */
export const delivered: Measure = run => {
  const pages = judged(run);
  const lost = pages.filter(({ outcome }) => outcome !== 'ok');
  return { value: 1 - lost.length / pages.length, ...(lost[0] ? { worst: lostPage(lost[0], lost.length, run) } : {}) };
};

function lostPage(page: Operation, lost: number, run: RunRecord): Finding {
  const broken = run.strikes.flatMap(({ fault }) => outagesOf(run, targetOf(fault))).find(({ fromUs, toUs }) => fromUs <= page.heardUs && toUs >= page.invokedUs);
  return {
    message: `${pageOf(page)} ${ending(page)}, one of ${lost} that nobody got${broken ? `, while ${broken.of} ${broken.words} since ${atSeconds(broken.fromUs)}` : ''}: the rest of the page would have been there`,
    atUs: page.heardUs, ...pointAt(page),
  };
}

const targetOf = (fault: Readonly<Record<string, unknown>>): string => String(fault['node'] ?? (fault['to'] as readonly string[] | undefined)?.[0]);

/** What 99 % of the pages that came were no slower than, milliseconds. */
export const slowestHundredth: Measure = run => {
  const pages = judged(run);
  const ms = ({ outcome, invokedUs, completedUs }: Operation): number => (outcome === 'info' ? Infinity : (completedUs - invokedUs) / 1_000);
  const value = quantile(pages.map(ms), 0.99);
  const slow = pages.find(page => ms(page) >= value)!;
  const missing = slow.outcome === 'ok' ? shownOn(slow).find(({ state }) => state !== 'live') : undefined;
  return {
    value: Number.isFinite(value) ? value : (slow.heardUs - slow.invokedUs) / 1_000,
    worst: {
      message: `${pageOf(slow)} ${slow.outcome === 'ok' ? `took ${duration(slow.completedUs - slow.invokedUs)}` : ending(slow)}; ${PAGE_MS} ms were allowed, whatever is missing${missing ? ` (it came with ${missing.part} ${missing.state})` : ''}`,
      atUs: slow.invokedUs, ...pointAt(slow),
    },
  };
};

/** Points of all pages, of those that they could have had. */
export const content: Measure = run => {
  let had = 0;
  let could = 0;
  let worst: { readonly page: Operation; readonly lost: readonly PartName[]; readonly points: number } | undefined;
  const can = obtainable(run);
  for (const page of judged(run)) {
    const parts = can(page);
    if (!parts.includes('price')) continue;
    const shown = page.outcome === 'ok' ? shownOn(page).filter(counts).map(({ part }) => part) : [];
    const lost = parts.filter(part => !shown.includes(part));
    const points = lost.reduce((sum, part) => sum + POINTS[part], 0);
    could += parts.reduce((sum, part) => sum + POINTS[part], 0);
    had += parts.reduce((sum, part) => sum + (shown.includes(part) ? POINTS[part] : 0), 0);
    if (points > (worst?.points ?? 0)) worst = { page, lost, points };
  }
  return { value: had / could, ...(worst ? { worst: lostContent(worst.page, worst.lost, can(worst.page), run) } : {}) };
};

function lostContent(page: Operation, lost: readonly PartName[], parts: readonly PartName[], run: RunRecord): Finding {
  const could = parts.reduce((sum, part) => sum + POINTS[part], 0);
  const points = could - lost.reduce((sum, part) => sum + POINTS[part], 0);
  const how = page.outcome === 'ok' ? `came with ${points} of ${could} points, without ${lost.join(', ')}` : ending(page);
  return { message: `${pageOf(page)} ${how}: ${lost.map(part => wasThere(part, page, run)).join('; ')}`, atUs: page.heardUs, ...pointAt(page) };
}

/** Why a part could have been on a page. */
function wasThere(part: PartName, page: Operation, run: RunRecord): string {
  const outage = outagesOf(run, part).find(({ fromUs, toUs }) => fromUs <= page.invokedUs && page.invokedUs < toUs);
  if (!outage) return `${part} was well`;
  const before = run.operations.filter(other => other.invokedUs < outage.fromUs && skuOf(other) === skuOf(page)).at(-1);
  if (before) return `${part} ${outage.words} since ${atSeconds(outage.fromUs)}, and had told the same to page ${before.key} ${duration(page.invokedUs - before.invokedUs)} before`;
  return `${part} ${outage.words} since ${atSeconds(outage.fromUs)}, and catalog had bestsellers`;
}

/** Within that a part is live again. */
const BACK_US = 5 * US_PER_S;

/** Of the pages that came long enough after the end of an outage, the share that showed the part live. */
export const liveAgain: Measure = run => {
  let all = 0;
  const late: { readonly page: Operation; readonly shown: Shown; readonly outage: Outage }[] = [];
  for (const outage of [...run.strikes.flatMap(({ fault }) => outagesOf(run, targetOf(fault))), ...switchesOf(run).map(({ flag, fromUs, toUs }): Outage => ({ of: flag, words: 'was off', fromUs, toUs }))]) {
    const next = outagesOf(run, outage.of).find(({ fromUs }) => fromUs > outage.toUs)?.fromUs ?? Infinity;
    for (const page of judged(run)) {
      if (page.outcome !== 'ok' || page.invokedUs < outage.toUs + BACK_US || page.completedUs >= next) continue;
      const shown = shownOn(page).find(({ part }) => part === outage.of);
      if (!shown) continue;
      all++;
      if (shown.state !== 'live' || shown.isBestsellers) late.push({ page, shown, outage });
    }
  }
  if (all === 0) return undefined;
  const [first] = late;
  return { value: 1 - late.length / all, ...(first ? { worst: stillGone(first.page, first.shown, first.outage) } : {}) };
};

const stillGone = (page: Operation, { state, isBestsellers }: Shown, { of, toUs }: Outage): Finding => ({
  message: `${of} was back at ${atSeconds(toUs)}; ${pageOf(page).toLowerCase()}, ${duration(page.invokedUs - toUs)} later, still came with ${of} ${isBestsellers ? 'replaced by bestsellers' : state}: the outage is over, and nobody's page knows`,
  atUs: page.completedUs, ...pointAt(page),
});

/** Of the pages for which no price was to be had, the share that were refused within the time of a page. */
export const refusedHonestly: Measure = run => {
  const outages = outagesOf(run, 'price');
  const hopeless = judged(run).filter(({ invokedUs, heardUs }) => outages.some(({ fromUs, toUs }) => invokedUs > fromUs + OLDEST_MS * US_PER_MS + EXACT_US && heardUs < toUs));
  if (hopeless.length === 0) return undefined;
  const other = hopeless.filter(({ outcome, invokedUs, completedUs }) => outcome !== 'fail' || completedUs - invokedUs > PAGE_MS * US_PER_MS);
  const [first] = other;
  return {
    value: 1 - other.length / hopeless.length,
    ...(first ? { worst: { message: `${pageOf(first)} ${first.outcome === 'ok' ? 'was delivered' : ending(first)}; price had said nothing for more than a minute, and its user was to hear within ${PAGE_MS} ms that there is none`, atUs: first.heardUs, ...pointAt(first) } } : {}),
  };
};
