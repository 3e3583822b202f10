import { Refused, sleep } from 'faultlab';
import type { Dep } from 'faultlab';
import type { Asked, Bestsellers, Deps, Flags, Page, Part, Price, Recs, Reviews, Stock } from '../contract';

/** A page with a hole in it waits so long for its parts, and no longer. */
const PATIENCE_MS = 200;
/** A page that would have no price at all may wait a little longer, and much longer while the service seems well. */
const PRICE_PATIENCE_MS = 250;
const PRICE_LONG_PATIENCE_MS = 1_500;
/** Late answers are no use to their page, but to later ones. Short enough that the age is right to the second. */
const CALL_TIMEOUT_MS = 1_900;
/** `live` at most a second ago; a little less, to be sure. */
const LIVE_MS = 900;
const MINUTE_MS = 59_500;
const DAY_MS = 86_400_000;
const FLAGS_EVERY_MS = 200;
const CATALOG_RETRY_MS = 1_000;
const CATALOG_REFRESH_MS = 3_600_000;

interface Told<Value> {
  readonly value: Value;
  /** When the request was sent: the value is no older than this. */
  readonly sentAt: number;
  /** When the service said so, as well as we know. */
  readonly toldAt: number;
}

const now = (): number => performance.now();

/** Never rejects: null for any failure. */
async function attempt<Request, Value>(dep: Dep<Request, Value>, request: Request): Promise<Told<Value> | null> {
  const sentAt = now();
  try {
    const value = await dep.call(request, { timeoutMs: CALL_TIMEOUT_MS });
    const at = now();
    // Of a slow answer nobody knows whether it was true at its beginning or at its end.
    return { value, sentAt, toldAt: at - sentAt > 300 ? (sentAt + at) / 2 : at };
  } catch {
    return null;
  }
}

/** What one service has told, by product. */
class Memory<Value> {
  readonly #copies = new Map<string, Told<Value>>();
  readonly #keepMs: number;
  #quickAt = -Infinity;

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** Resolves when the call has ended, well or not. */
  async ask(dep: Dep<Asked, Value>, sku: string): Promise<boolean> {
    const told = await attempt(dep, { sku });
    if (!told) return false;
    const at = now();
    if (at - told.sentAt < 300) this.#quickAt = at;
    const known = this.#copies.get(sku);
    if (!known || known.sentAt <= told.sentAt) this.#copies.set(sku, told);
    return true;
  }

  /** Whether it has answered anybody just now. */
  get well(): boolean {
    return now() - this.#quickAt < 300;
  }

  has(sku: string): boolean {
    return this.part(sku).state !== 'missing';
  }

  part(sku: string): Part<Value> {
    const told = this.#copies.get(sku);
    const at = now();
    if (!told || at - told.sentAt > this.#keepMs) return { value: null, state: 'missing' };
    if (at - told.sentAt <= LIVE_MS) return { value: told.value, state: 'live' };
    return { value: told.value, state: 'stale', ageMs: at - told.toldAt };
  }
}

const prices = new Memory<Price>(MINUTE_MS);
const stocks = new Memory<Stock>(MINUTE_MS);
const ratings = new Memory<Reviews>(DAY_MS);
const picks = new Memory<Recs>(MINUTE_MS);

// Flags: the last known ones never expire. Nobody waits for them.

const on: Record<keyof Flags, boolean> = { price: true, stock: true, reviews: true, recs: true };
let flagsAskedAt = -Infinity;
let flagsKnownOf = -Infinity;

async function refreshFlags(deps: Deps): Promise<void> {
  if (now() - flagsAskedAt < FLAGS_EVERY_MS) return;
  flagsAskedAt = now();
  const told = await attempt(deps.flags, {});
  if (!told || told.sentAt < flagsKnownOf) return; // overtaken
  flagsKnownOf = told.sentAt;
  for (const name of ['price', 'stock', 'reviews', 'recs'] as const) {
    const flag: unknown = (told.value as Partial<Flags> | null)?.[name];
    if (typeof flag === 'boolean') on[name] = flag;
  }
}

// Bestsellers: fetched before anybody needs them, so that a failure of recs costs the database nothing.

let bestsellers: Told<Bestsellers> | null = null;
let catalogAskedAt = -Infinity;

async function refreshBestsellers(deps: Deps): Promise<void> {
  if (bestsellers && now() - bestsellers.toldAt < CATALOG_REFRESH_MS) return;
  if (now() - catalogAskedAt < CATALOG_RETRY_MS) return;
  catalogAskedAt = now();
  bestsellers = (await attempt(deps.catalog, {})) ?? bestsellers;
}

function recsPart(sku: string): Part<Recs | Bestsellers> {
  const part = picks.part(sku);
  if (part.state !== 'missing' || !bestsellers) return part;
  return { value: bestsellers.value, state: 'stale', ageMs: now() - bestsellers.toldAt };
}

const MISSING: Part<never> = { value: null, state: 'missing' };

/** Resolves when the price is here, or when it is not worth waiting for any longer. */
async function waitForPrice(sku: string, deps: Deps, patience: Promise<unknown>): Promise<void> {
  const startedAt = now();
  const first = prices.ask(deps.price, sku);
  if (prices.has(sku)) {
    await Promise.race([first, patience]);
    return;
  }
  await Promise.race([first, sleep(150)]);
  if (prices.has(sku)) return;
  // No copy, and no answer in the usual time. A second try only if others are being answered.
  const calls = [first];
  if (prices.well && on.price) calls.push(prices.ask(deps.price, sku));
  let settled = false;
  void Promise.all(calls).then(() => {
    settled = true;
  });
  const any = calls.map((call) => call.then((ok) => ok || new Promise<never>(() => undefined)));
  const all = Promise.all(calls);
  while (!settled && !prices.has(sku)) {
    const waited = now() - startedAt;
    if (waited >= (prices.well ? PRICE_LONG_PATIENCE_MS : PRICE_PATIENCE_MS)) return;
    await Promise.race([...any, all, sleep(20)]);
  }
}

/** Makes one page. One process runs this module; what stands outside the function is its memory. */
export async function productPage({ sku }: Asked, deps: Deps): Promise<Page> {
  void refreshFlags(deps);
  void refreshBestsellers(deps);
  const noPrice = (): Refused => new Refused('NoPrice', 'no price', { status: 503 });
  if (!on.price) throw noPrice();

  const patience = sleep(PATIENCE_MS);
  const others = Promise.race([
    patience,
    Promise.all([
      on.stock && stocks.ask(deps.stock, sku),
      on.reviews && ratings.ask(deps.reviews, sku),
      on.recs && picks.ask(deps.recs, sku),
    ]),
  ]);
  await waitForPrice(sku, deps, patience);
  if (!prices.has(sku)) throw noPrice();
  await others;

  const price = prices.part(sku);
  if (price.state === 'missing') throw noPrice();
  return {
    sku,
    price,
    stock: on.stock ? stocks.part(sku) : MISSING,
    reviews: on.reviews ? ratings.part(sku) : MISSING,
    recs: on.recs ? recsPart(sku) : MISSING,
  };
}
