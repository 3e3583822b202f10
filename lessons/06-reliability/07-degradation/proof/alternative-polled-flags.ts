import { Refused, sleep, type Dep } from 'faultlab';
import type { Asked, Bestsellers, Deps, Flags, Page, Part } from '../contract';

const PARTS = ['price', 'stock', 'reviews', 'recs'] as const;
type Name = (typeof PARTS)[number];

let known: Flags = { price: true, stock: true, reviews: true, recs: true };
let bestsellers: Bestsellers | undefined;
let polling = false;
/** A service that failed is left alone for a second. */
const restsUntilMs = new Map<Name, number>();
const answers = new Map<string, Part<never> & { atMs: number }>();

/** Polls beside the pages, for as long as the process lives. */
async function poll({ flags, catalog }: Deps): Promise<never> {
  for (let round = 0; ; round++) {
    known = await flags.call({}, { timeoutMs: 200 }).catch(() => known);
    if (round % 60 === 0 || !bestsellers) bestsellers = await catalog.call({}, { timeoutMs: 500 }).catch(() => bestsellers);
    await sleep(300);
  }
}

export async function productPage({ sku }: Asked, deps: Deps): Promise<Page> {
  if (!polling) void poll(deps);
  polling = true;
  const parts = await Promise.all(PARTS.map(name => partOf(name, deps[name] as Dep<Asked, never>, sku)));
  const [price, stock, reviews, recs] = parts as [Page['price'], Page['stock'], Page['reviews'], Page['recs']];
  if (price.state === 'missing') throw new Refused('NoPrice', 'no price', { status: 503 });
  return { sku, price, stock, reviews, recs: known.recs && recs.state === 'missing' && bestsellers ? { value: bestsellers, state: 'stale', ageMs: 0 } : recs };
}

async function partOf(name: Name, dep: Dep<Asked, never>, sku: string): Promise<Part<never>> {
  const key = `${name} of ${sku}`;
  if (known[name] && performance.now() >= (restsUntilMs.get(name) ?? 0)) {
    try {
      const value = await dep.call({ sku }, { timeoutMs: 220 });
      answers.set(key, { value, state: 'live', atMs: performance.now() });
      return { value, state: 'live' };
    } catch {
      restsUntilMs.set(name, performance.now() + 1_000);
    }
  }
  const last = known[name] ? answers.get(key) : undefined;
  const ageMs = last ? performance.now() - last.atMs : Infinity;
  return ageMs <= 60_000 ? { value: last!.value, state: 'stale', ageMs } : { value: null, state: 'missing' };
}
