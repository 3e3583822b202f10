// scenario: bandwidth-is-infinite
// message: MB were sent
import { Refused, type Dep, type Found, type Lookup, type Service } from 'faultlab';
import type { BasketRequest, Item, ItemsAnswer, ItemsRequest } from '../contract';

interface Deps {
  readonly names: Dep<Lookup, Found>;
  readonly items: Service<ItemsRequest, ItemsAnswer>;
}

/** A healthy call takes about 50 ms. */
const TIMEOUT_MS = 150;
/** The page waits for 2 s. */
const PATIENCE_MS = 1_900;
/** How long an address that let us down is passed over. */
const SHUN_MS = 5_000;

let known: { readonly addresses: readonly string[]; readonly untilMs: number } | undefined;
const shunnedUntilMs = new Map<string, number>();
/** The most ids that an address takes at once, where it has said so. */
const mostIds = new Map<string, number>();

/** Whole items, in case the page needs more one day. */
export async function getBasket({ itemIds }: BasketRequest, { names, items }: Deps): Promise<Item[]> {
  const untilMs = performance.now() + PATIENCE_MS;
  const found = new Map<string, Item>();
  while (found.size < itemIds.length && performance.now() < untilMs) {
    const addresses = await lookUp(names);
    if (addresses.length === 0) continue;
    const address = choose(addresses);
    const missing = itemIds.filter(id => !found.has(id));
    await Promise.all(inParts(missing, mostIds.get(address) ?? missing.length).map(async ids => {
      for (const item of await fetchFrom(address, ids, items)) found.set(item.id, item);
    }));
  }
  return [...found.values()];
}

/** Empty if nobody has answered. */
async function lookUp(names: Deps['names']): Promise<readonly string[]> {
  if (known && performance.now() < known.untilMs) return known.addresses;
  try {
    const { addresses, ttlMs } = await names.call({ service: 'items' }, { timeoutMs: TIMEOUT_MS });
    known = { addresses, untilMs: performance.now() + ttlMs };
    return addresses;
  } catch {
    return [];
  }
}

function choose(addresses: readonly string[]): string {
  const trusted = addresses.filter(address => !((shunnedUntilMs.get(address) ?? 0) > performance.now()));
  const candidates = trusted.length > 0 ? trusted : addresses;
  return candidates[Math.floor(Math.random() * candidates.length)]!;
}

function inParts(ids: readonly string[], most: number): string[][] {
  const parts: string[][] = [];
  for (let i = 0; i < ids.length; i += most) parts.push(ids.slice(i, i + most));
  return parts;
}

/** What can be trusted of the answer; nothing if there is none. */
async function fetchFrom(address: string, ids: readonly string[], items: Deps['items']): Promise<readonly Item[]> {
  try {
    const answer = await items.at(address).call({ ids }, { timeoutMs: PATIENCE_MS });
    if (answer.service === 'items') return answer.signatureOk ? answer.items : [];
    known = undefined;
  } catch (error) {
    if (error instanceof Refused && error.limit !== undefined) {
      mostIds.set(address, error.limit);
      return [];
    }
  }
  shunnedUntilMs.set(address, performance.now() + SHUN_MS);
  return [];
}
