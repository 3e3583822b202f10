import { Refused, type Dep } from 'faultlab';
import type { Asked, Bestsellers, Deps, Page, Part, Price, Recs, Reviews, Stock } from '../contract.ts';

/** No part keeps a page longer than this; healthy services answer within 150 ms. */
const WAIT_MS = 240;
/** So many failures in a row, and a service counts as gone. */
const GONE_AFTER = 5;
/** A service that is gone is asked by one page in so many ms. */
const PROBE_MS = 200;
const FLAGS_EVERY_MS = 200;
const CATALOG_EVERY_MS = 30_000;
const CATALOG_RETRY_MS = 500;
/** Younger copies may call themselves live. */
const LIVE_MS = 900;

interface Copy<V> {
  readonly value: V;
  /** When it was asked for: never later than when its service read it. */
  readonly at: number;
}

/** What one part remembers: copies by product, and whether its service is gone. */
class Source<V> {
  readonly copies = new Map<string, Copy<V>>();
  failures = 0;
  lastTry = 0;

  constructor(readonly maxAgeMs: number) {}

  get gone(): boolean {
    return this.failures >= GONE_AFTER;
  }

  /** Asks the service, unless it is gone and was probed just now. True: it answered for this page. */
  async ask(dep: Dep<Asked, V>, sku: string): Promise<boolean> {
    const at = Date.now();
    if (this.gone && at - this.lastTry < PROBE_MS) return false;
    this.lastTry = at;
    try {
      const value = await dep.call({ sku }, { timeoutMs: WAIT_MS });
      this.failures = 0;
      const old = this.copies.get(sku);
      if (!old || old.at <= at) this.copies.set(sku, { value, at });
      return true;
    } catch {
      this.failures++;
      return false;
    }
  }

  copy(sku: string): Copy<V> | undefined {
    const copy = this.copies.get(sku);
    return copy && Date.now() - copy.at <= this.maxAgeMs ? copy : undefined;
  }
}

const MISSING = { value: null, state: 'missing' } as const;

function show<V>(copy: Copy<V> | undefined, answered = false): Part<V> {
  if (!copy) return MISSING;
  const ageMs = Date.now() - copy.at;
  if (answered || ageMs <= LIVE_MS) return { value: copy.value, state: 'live' };
  return { value: copy.value, state: 'stale', ageMs };
}

const prices = new Source<Price>(59_000);
const stocks = new Source<Stock>(5 * 60_000);
const stars = new Source<Reviews>(24 * 3_600_000);
const picks = new Source<Recs>(59_000);

// Flags: asked in the background, the last known ones hold.
const on = { stock: true, reviews: true, recs: true };
let flagsAsked = -Infinity;
let flagsSent = 0;
let flagsKnown = 0;

function refreshFlags(deps: Deps): void {
  const now = Date.now();
  if (now - flagsAsked < FLAGS_EVERY_MS) return;
  flagsAsked = now;
  const nr = ++flagsSent;
  deps.flags.call({}, { timeoutMs: 2000 }).then(
    (flags) => {
      if (nr < flagsKnown) return; // overtaken by a later answer
      flagsKnown = nr;
      for (const part of ['stock', 'reviews', 'recs'] as const) {
        if (typeof flags?.[part] === 'boolean') on[part] = flags[part];
      }
    },
    () => {},
  );
}

// Bestsellers: fetched before anybody needs them, one call at a time, whatever recs does.
let bestsellers: Copy<Bestsellers> | undefined;
let catalogAsked = -Infinity;
let catalogBusy: Promise<void> | undefined;

function refreshBestsellers(deps: Deps): void {
  const now = Date.now();
  if (catalogBusy || now - catalogAsked < CATALOG_RETRY_MS) return;
  if (bestsellers && now - bestsellers.at < CATALOG_EVERY_MS) return;
  catalogAsked = now;
  catalogBusy = deps.catalog.call({}, { timeoutMs: WAIT_MS }).then(
    (value) => {
      bestsellers = { value, at: now };
      catalogBusy = undefined;
    },
    () => {
      catalogBusy = undefined;
    },
  );
}

/** The price is indispensable: without a copy it is worth a second try, unless its service is gone. */
async function askPrice(deps: Deps, sku: string): Promise<boolean> {
  if (await prices.ask(deps.price, sku)) return true;
  if (prices.copy(sku) || prices.gone) return false;
  return prices.ask(deps.price, sku);
}

/** Makes one page. One process runs this module; what stands outside the function is its memory. */
export async function productPage({ sku }: Asked, deps: Deps): Promise<Page> {
  refreshFlags(deps);
  refreshBestsellers(deps);
  const use = { ...on };
  const asking = Promise.all([
    use.stock ? stocks.ask(deps.stock, sku) : false,
    use.reviews ? stars.ask(deps.reviews, sku) : false,
    use.recs ? picks.ask(deps.recs, sku) : false,
  ]);
  const priced = await askPrice(deps, sku);
  if (!priced && !prices.copy(sku)) throw new Refused('NoPrice', 'no price', { status: 503 });
  const [stocked, starred, picked] = await asking;
  if (use.recs && !picks.copy(sku) && !bestsellers) await catalogBusy;

  const price = prices.copy(sku);
  if (!price) throw new Refused('NoPrice', 'no price', { status: 503 });
  const pick = picks.copy(sku);
  return {
    sku,
    price: show(price, priced),
    stock: use.stock ? show(stocks.copy(sku), stocked) : MISSING,
    reviews: use.reviews ? show(stars.copy(sku), starred) : MISSING,
    recs: !use.recs ? MISSING : pick ? show(pick, picked) : show(bestsellers),
  };
}
