import { KitError, Refused, sleep } from 'faultlab';
import type { Dep, Found, Lookup, Service } from 'faultlab';
import type { BasketRequest, Item, ItemsAnswer, ItemsRequest } from '../contract';

interface Deps {
  readonly names: Dep<Lookup, Found>;
  readonly items: Service<ItemsRequest, ItemsAnswer>;
}

/** The only things that the page shows (bandwidth, transport cost). */
const FIELDS = ['id', 'title', 'priceCents'];
/** The page waits for 2 s; leave some of it for the way back. */
const BUDGET_MS = 1_900;
/** A healthy answer takes about 50 ms. Grows from attempt to attempt, in case we are the ones who are wrong. */
const TIMEOUTS_MS = [120, 120, 180, 270, 400];
const LOOKUP_TIMEOUT_MS = 120;
const LOOKUP_ATTEMPTS = 8;

/** What we know about whoever is at an address. Forgotten as soon as `names` does not mention it any more. */
interface Instance {
  limit: number;
  strikes: number;
  avoidUntil: number;
}

let known: { addresses: string[]; askedAt: number; ttlMs: number } | undefined;
let asking: Promise<void> | undefined;
const instances = new Map<string, Instance>();
let turn = 0;

const now = () => performance.now();

/** One lookup at a time, shared by all baskets. */
function lookup(names: Deps['names']): Promise<void> {
  asking ??= askNames(names).finally(() => {
    asking = undefined;
  });
  return asking;
}

async function askNames(names: Deps['names']): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const askedAt = now();
    try {
      const { addresses, ttlMs } = await names.call({ service: 'items' }, { timeoutMs: LOOKUP_TIMEOUT_MS });
      known = { addresses, askedAt, ttlMs };
      for (const address of [...instances.keys()]) if (!addresses.includes(address)) instances.delete(address);
      return;
    } catch (error) {
      if (!(error instanceof KitError) || attempt >= LOOKUP_ATTEMPTS) throw error;
    }
  }
}

/** Asks again without anybody waiting for it. */
function lookupInBackground(names: Deps['names'], olderThanMs: number): void {
  if (known && now() - known.askedAt >= olderThanMs) lookup(names).catch(() => {});
}

/** Addresses that may be trusted; old ones only if `names` is silent (we check who answers anyway). */
async function addresses(names: Deps['names']): Promise<readonly string[]> {
  if (known && now() - known.askedAt < known.ttlMs) {
    lookupInBackground(names, known.ttlMs * 0.7);
    return known.addresses;
  }
  try {
    await lookup(names);
  } catch (error) {
    if (!(error instanceof KitError)) throw error;
  }
  return known?.addresses ?? [];
}

function instanceAt(address: string): Instance {
  let instance = instances.get(address);
  if (!instance) instances.set(address, (instance = { limit: Infinity, strikes: 0, avoidUntil: 0 }));
  return instance;
}

function strike(address: string, atLeastMs = 0): void {
  const instance = instanceAt(address);
  instance.avoidUntil = now() + Math.max(atLeastMs, Math.min(30_000, 1_000 * 2 ** instance.strikes));
  instance.strikes++;
}

/** In turn: first those not yet asked for this, of them those that have not disappointed lately. */
function pick(all: readonly string[], tried: ReadonlySet<string>): string {
  const fresh = all.filter((address) => !tried.has(address));
  const candidates = fresh.length > 0 ? fresh : all;
  const healthy = candidates.filter((address) => instanceAt(address).avoidUntil <= now());
  if (healthy.length > 0) return healthy[turn++ % healthy.length]!;
  return candidates.reduce((a, b) => (instanceAt(b).avoidUntil < instanceAt(a).avoidUntil ? b : a));
}

function inPortions(ids: readonly string[], size: number): string[][] {
  const portions: string[][] = [];
  for (let i = 0; i < ids.length; i += size) portions.push(ids.slice(i, i + size));
  return portions;
}

/** Puts the items into `basket`; gives up at the deadline. */
async function fetchItems(ids: readonly string[], basket: Map<string, Item>, deadline: number, deps: Deps): Promise<void> {
  const { names, items } = deps;
  const tried = new Set<string>();
  let attempt = 0;
  while (now() < deadline) {
    const all = await addresses(names);
    if (all.length === 0) {
      await sleep(20);
      continue;
    }
    const address = pick(all, tried);
    const { limit } = instanceAt(address);
    if (ids.length > limit) {
      await Promise.all(inPortions(ids, limit).map((portion) => fetchItems(portion, basket, deadline, deps)));
      return;
    }
    const leftMs = Math.floor(deadline - now());
    if (leftMs < 1) return;
    const timeoutMs = Math.min(leftMs, TIMEOUTS_MS[Math.min(attempt, TIMEOUTS_MS.length - 1)]!);
    attempt++;
    try {
      const answer = await items.at(address).call({ ids, fields: FIELDS }, { timeoutMs });
      if (!answer.signatureOk) {
        // Changed on its way: nothing in it can be believed, and the instance is not to blame.
        tried.add(address);
        continue;
      }
      if (answer.service !== 'items') {
        // Somebody else lives there now. The other addresses are probably right; find out the new one meanwhile.
        tried.add(address);
        strike(address);
        lookupInBackground(names, 0);
        continue;
      }
      const instance = instanceAt(address);
      instance.strikes = 0;
      instance.avoidUntil = 0;
      for (const { id, title, priceCents } of answer.items) if (ids.includes(id)) basket.set(id, { id, title, priceCents });
      return;
    } catch (error) {
      if (!(error instanceof KitError)) throw error;
      if (error instanceof Refused && error.status === 413 && ids.length > 1) {
        // Its administrators decide how much it takes. Not a failure: ask again in their portions.
        const told = error.limit !== undefined && error.limit >= 1 && error.limit < ids.length;
        instanceAt(address).limit = told ? error.limit! : Math.ceil(ids.length / 2);
        attempt--;
        continue;
      }
      tried.add(address);
      strike(address, error.retryAfterMs);
      lookupInBackground(names, 1_000);
      if (error instanceof Refused && tried.size >= all.length) await sleep(50);
    }
  }
}

/** The items of one basket, with title and price. The page waits for 2 s: after that, it gets what there is. */
export async function getBasket({ itemIds }: BasketRequest, deps: Deps): Promise<Item[]> {
  const basket = new Map<string, Item>();
  await fetchItems(itemIds, basket, now() + BUDGET_MS, deps);
  return [...basket.values()];
}
