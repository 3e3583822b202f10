import { atSeconds, duration, quantile, type Check, type Fact, type Finding, type Measure, type Operation, type RunRecord } from 'faultlab/author';
import type { BasketRequest, Item } from './contract';
import { INSTANCES, PATIENCE_MS, SHOP } from './world.ts';
import { IN_BASKET, isPromo, ITEM_BYTES, itemOf, PROMO } from './world/goods.ts';

const idsOf = ({ input }: Operation): readonly string[] => (input as BasketRequest).itemIds;
const itemsOf = ({ outcome, output }: Operation): readonly Item[] => (outcome === 'ok' && Array.isArray(output) ? output.filter(item => typeof item === 'object' && item !== null) as Item[] : []);
const money = (cents: unknown): string => (typeof cents === 'number' ? `€${(cents / 100).toFixed(2)}` : 'nothing');
const finding = (operation: Operation, message: string): Finding => ({ message, atUs: operation.invokedUs, row: operation.invokedRow, node: SHOP, method: 'getBasket' });

/** Whatever a page shows is what the items team sells, at its price. */
export const genuine: Check = run => {
  for (const basket of run.operations) {
    const ids = new Set(idsOf(basket));
    const wrong = itemsOf(basket).find(item => !isGenuine(item, ids));
    if (!wrong) continue;
    const { key, heardUs, completedRow } = basket;
    return { message: `Basket ${key} shows ${whatIsWrong(wrong, ids)}, at ${atSeconds(heardUs)}: the customer buys what is not for sale`, atUs: heardUs, row: completedRow, node: SHOP, method: 'getBasket' };
  }
  return undefined;
};

/** A field that is missing is not wrong: the basket is incomplete. */
function isGenuine({ id, title, priceCents }: Item, ids: ReadonlySet<string>): boolean {
  const truth = itemOf(id);
  return truth !== undefined && ids.has(id) && (title === undefined || title === truth.title) && (priceCents === undefined || priceCents === truth.priceCents);
}

function whatIsWrong(item: Item, ids: ReadonlySet<string>): string {
  const { id, title, priceCents } = item;
  if (isPromo(item)) return `"${title}" for ${money(priceCents)} as item ${id}; it came from ${PROMO}`;
  const truth = itemOf(id);
  if (!truth || !ids.has(id)) return `an item ${String(id)} that is not in it`;
  return `"${title}" for ${money(priceCents)}, which costs ${money(truth.priceCents)}; the answer was changed on its way`;
}

const complete = (basket: Operation): boolean => rightItems(basket) === IN_BASKET;

function rightItems(basket: Operation): number {
  const ids = new Set(idsOf(basket));
  return new Set(itemsOf(basket).filter(item => item.title !== undefined && item.priceCents !== undefined && isGenuine(item, ids)).map(({ id }) => id)).size;
}

/** What was asked and sent for each basket, by its number. */
interface Trail {
  readonly asked: Fact[];
  readonly sent: Fact[];
  readonly refused: Fact[];
}

const KINDS: Readonly<Record<string, keyof Trail>> = { arrived: 'asked', sent: 'sent', refused: 'refused' };

function trails({ facts }: RunRecord): Map<number, Trail> {
  const all = new Map<number, Trail>();
  for (const fact of facts) {
    const kind = KINDS[fact.type];
    if (!kind) continue;
    const basket = fact.data['request'] as number;
    const trail = all.get(basket) ?? { asked: [], sent: [], refused: [] };
    trail[kind].push(fact);
    all.set(basket, trail);
  }
  return all;
}

const bytesOf = (facts: readonly Fact[]): number => facts.reduce((sum, { data }) => sum + (data['bytes'] as number), 0);
const size = (bytes: number): string => (bytes < 1_000_000 ? `${Math.round(bytes / 100) / 10} kB` : `${Math.round(bytes / 100_000) / 10} MB`);

/** How it came about: whom it asked, and what came of it. */
function story(basket: Operation, run: RunRecord): string {
  const trail = trails(run).get(Number(basket.key));
  if (!trail) return 'nobody was asked for it';
  const counts = [...INSTANCES, PROMO, 'names'].flatMap(node => {
    const count = trail.asked.filter(fact => fact.node === node).length;
    return count === 0 ? [] : [`${count} to ${node}`];
  });
  const refusal = trail.refused[0];
  const refused = refusal ? `; ${trail.refused.length} of them were refused, first at ${atSeconds(refusal.atUs)} with ${String(refusal.data['status'])}${refusal.data['limit'] === undefined ? '' : ` (at most ${String(refusal.data['limit'])} at once)`}` : '';
  return `it made ${trail.asked.length === 1 ? 'one call' : `${trail.asked.length} calls`} (${counts.join(', ')})${refused}; ${size(bytesOf(trail.sent))} were sent for it, and it needs ${size(IN_BASKET * ITEM_BYTES)}`;
}

const ended = (basket: Operation): string => (basket.outcome === 'ok' ? `returned ${rightItems(basket)} of ${IN_BASKET} items at ${atSeconds(basket.heardUs)}` : basket.heardUs - basket.invokedUs >= PATIENCE_MS * 1_000 ? `had returned nothing after ${duration(PATIENCE_MS * 1_000)}` : `ended with an error at ${atSeconds(basket.heardUs)} (${String(basket.output)})`);

/** Share of the baskets that are complete within 2 s. */
export const completeBaskets: Measure = run => {
  const missed = run.operations.filter(basket => !complete(basket));
  const [first] = missed;
  const all = run.operations.length;
  return { value: 1 - missed.length / all, ...(first ? { worst: finding(first, `${missed.length} of ${all} baskets were not complete in time, first basket ${first.key} of ${atSeconds(first.invokedUs)}, which ${ended(first)}: ${story(first, run)}. An empty page sells nothing`) } : {}) };
};

const completeMs = (basket: Operation): number => (complete(basket) ? (basket.completedUs - basket.invokedUs) / 1_000 : Infinity);

/** The time within which a share of the baskets is complete, milliseconds. */
export const basketTime = (share: number): Measure => run => {
  const times = run.operations.map(completeMs);
  const value = quantile(times, share);
  const shown = run.operations[times.indexOf(value)]!;
  const took = value === Infinity ? ended(shown) : `was complete after ${duration(value * 1_000)}`;
  return { value, worst: finding(shown, `Basket ${shown.key} of ${atSeconds(shown.invokedUs)} ${took}: ${story(shown, run)}. The customer looks at an empty page meanwhile`) };
};

/** The basket for which most was done, of one kind. */
function greatest(run: RunRecord, of: (trail: Trail) => number): { readonly basket: Operation; readonly value: number } {
  const all = trails(run);
  const valueOf = ({ key }: Operation): number => of(all.get(Number(key)) ?? { asked: [], sent: [], refused: [] });
  const basket = run.operations.reduce((most, each) => (valueOf(each) > valueOf(most) ? each : most));
  return { basket, value: valueOf(basket) };
}

/** Bytes sent, as a multiple of what the pages need. */
export const bytesSent: Measure = run => {
  const needed = run.operations.length * IN_BASKET * ITEM_BYTES;
  const { basket, value } = greatest(run, ({ sent }) => bytesOf(sent));
  return { value: bytesOf(run.facts.filter(({ type }) => type === 'sent')) / needed, worst: finding(basket, `For basket ${basket.key} of ${atSeconds(basket.invokedUs)} ${size(value)} were sent; the page shows ${size(IN_BASKET * ITEM_BYTES)} of them, and the line carries 1.25 MB a second for all: the rest of the shop waits behind it`) };
};

/** Calls of all kinds, for each basket. */
export const callsMade = (perSecond: number, callMs: number): Measure => run => {
  const { basket, value } = greatest(run, ({ asked }) => asked.length);
  return { value: run.facts.filter(({ type }) => type === 'arrived').length / run.operations.length, worst: finding(basket, `Basket ${basket.key} of ${atSeconds(basket.invokedUs)} made ${value} calls; ${perSecond} such baskets a second make ${perSecond * value}, and at ${callMs} ms each they take ${duration(perSecond * value * callMs * 1_000)} of a core that has one second in every second`) };
};
