import { KitError, Refused, type Dep, type Found, type Lookup, type Service } from 'faultlab';
import type { BasketRequest, Item, ItemsAnswer, ItemsRequest } from '../contract';

type Items = Service<ItemsRequest, ItemsAnswer>;

/** What is known of an address. */
class Place {
  /** Ids that go into one call: halved by silence, set by refusals, and slowly raised again. */
  most = 30;
  silentAtMs = -Infinity;
}

const places = new Map<string, Place>();
let addresses: readonly string[] = [];
let goodUntilMs = -Infinity;

export async function getBasket({ itemIds }: BasketRequest, { names, items }: { names: Dep<Lookup, Found>; items: Items }): Promise<Item[]> {
  const endMs = performance.now() + 1_850;
  const basket = new Map<string, Item>();
  while (basket.size < itemIds.length && performance.now() < endMs) {
    if (performance.now() > goodUntilMs) await refresh(names);
    const address = [...addresses].sort((a, b) => placeOf(a).silentAtMs - placeOf(b).silentAtMs)[0];
    if (address === undefined) continue;
    const left = itemIds.filter(id => !basket.has(id));
    const calls: Promise<void>[] = [];
    for (const { most } = placeOf(address); left.length > 0;) calls.push(ask(items, address, left.splice(0, most), basket));
    await Promise.all(calls);
  }
  return [...basket.values()];
}

function placeOf(address: string): Place {
  let place = places.get(address);
  if (!place) places.set(address, place = new Place());
  return place;
}

async function refresh(names: Dep<Lookup, Found>): Promise<void> {
  try {
    const found = await names.call({ service: 'items' }, { timeoutMs: 120 });
    addresses = found.addresses;
    goodUntilMs = performance.now() + found.ttlMs;
  } catch (error) {
    if (!(error instanceof KitError)) throw error;
  }
}

async function ask(items: Items, address: string, ids: string[], basket: Map<string, Item>): Promise<void> {
  const place = placeOf(address);
  try {
    const { service, signatureOk, items: got } = await items.at(address).call({ ids, fields: ['id', 'title', 'priceCents'] }, { signal: AbortSignal.timeout(140) });
    if (service !== 'items') {
      goodUntilMs = -Infinity;
      place.silentAtMs = performance.now();
    } else if (signatureOk) {
      for (const item of got) basket.set(item.id, item);
    }
  } catch (error) {
    if (error instanceof Refused && error.limit !== undefined) place.most = error.limit;
    else {
      place.silentAtMs = performance.now();
      place.most = Math.max(5, Math.ceil(place.most / 2));
    }
  }
}
