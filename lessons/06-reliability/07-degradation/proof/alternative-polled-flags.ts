import { Refused, sleep, type Dep } from 'faultlab';
import type { Asked, Bestsellers, Deps, Flags, Page, Part } from '../contract';

type Name = keyof Flags;

let known: Flags = { price: true, stock: true, reviews: true, recs: true };
let bestsellers: Bestsellers | undefined;
let polling = false;
/** A service that failed twice in a row is left alone for a second. */
const failures = new Map<Name, { inARow: number; atMs: number }>();
const answers = new Map<string, { value: unknown; atMs: number }>();

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
  const [price, stock, reviews, recs] = await Promise.all([
    partOf('price', deps.price, sku), partOf('stock', deps.stock, sku), partOf('reviews', deps.reviews, sku), partOf('recs', deps.recs, sku),
  ]);
  if (price.state === 'missing') throw new Refused('NoPrice', 'no price', { status: 503 });
  return { sku, price, stock, reviews, recs: known.recs && recs.state === 'missing' && bestsellers ? { value: bestsellers, state: 'stale', ageMs: 0 } : recs };
}

async function partOf<Value>(name: Name, dep: Dep<Asked, Value>, sku: string): Promise<Part<Value>> {
  const key = `${name} of ${sku}`;
  const failed = failures.get(name);
  if (known[name] && !(failed && failed.inARow >= 2 && performance.now() < failed.atMs + 1_000)) {
    try {
      const value = await dep.call({ sku }, { timeoutMs: 220 });
      failures.delete(name);
      answers.set(key, { value, atMs: performance.now() });
      return { value, state: 'live' };
    } catch {
      failures.set(name, { inARow: (failures.get(name)?.inARow ?? 0) + 1, atMs: performance.now() });
    }
  }
  const last = known[name] ? answers.get(key) : undefined;
  const ageMs = last ? performance.now() - last.atMs : Infinity;
  return ageMs <= 60_000 ? { value: last!.value as Value, state: 'stale', ageMs } : { value: null, state: 'missing' };
}
