import { Refused, type Dep } from 'faultlab';
import type { Asked, Bestsellers, Deps, Flags, Page, Part, Recs } from '../contract';

type Name = keyof Flags;

let on: Flags = { price: true, stock: true, reviews: true, recs: true };
/** Asked for once; it changes at night. */
let bestsellers: Promise<Bestsellers | null> | undefined;
const told = new Map<string, { value: unknown; atMs: number }>();

/** One deadline for the whole page; flags are asked beside every page and hold for the next. */
export async function productPage({ sku }: Asked, deps: Deps): Promise<Page> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), 240);
  const ask = async <Value>(name: Name, dep: Dep<Asked, Value>): Promise<Part<Value>> => {
    if (!on[name]) return { value: null, state: 'missing' };
    const value = await dep.call({ sku }, { signal: deadline.signal }).catch(() => undefined);
    if (value === undefined) return lastOf<Value>(`${name}/${sku}`);
    told.set(`${name}/${sku}`, { value, atMs: Date.now() });
    return { value, state: 'live' };
  };
  void deps.flags.call({}, { timeoutMs: 500 }).then(flags => { on = flags; }, () => {});
  bestsellers ??= deps.catalog.call({}, { timeoutMs: 2_000 }).catch(() => { bestsellers = undefined; return null; });
  const [price, stock, reviews, recs] = await Promise.all([ask('price', deps.price), ask('stock', deps.stock), ask('reviews', deps.reviews), ask('recs', deps.recs)]);
  clearTimeout(timer);
  if (price.value === null) throw new Refused('NoPrice', 'no price', { status: 503 });
  return { sku, price, stock, reviews, recs: on.recs && recs.value === null ? await instead() : recs };
}

function lastOf<Value>(key: string): Part<Value> {
  const last = told.get(key);
  if (!last || Date.now() - last.atMs > 59_000) return { value: null, state: 'missing' };
  return { value: last.value as Value, state: 'stale', ageMs: Date.now() - last.atMs };
}

async function instead(): Promise<Part<Recs | Bestsellers>> {
  const value = await bestsellers;
  return value ? { value, state: 'live' } : { value: null, state: 'missing' };
}
