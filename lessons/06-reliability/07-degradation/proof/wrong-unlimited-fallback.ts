// scenario: the-fallback
// message: its price waited at the database behind
// message: for bestsellers
// message: calls, where 15 are the most
import { Refused, type Dep } from 'faultlab';
import type { Asked, Bestsellers, Deps, Flags, Page, Part } from '../contract';

/** A page may take 300 ms; nearly every healthy answer is there long before. */
const PATIENCE_MS = 230;
const OLDEST_MS = 60_000;
const FLAGS_EVERY_MS = 400;

/** Something that is asked for now and then beside the pages; what was heard last holds, however long ago that is. */
class Background<Value> {
  value: Value;
  atMs = -Infinity;
  private nextMs = -Infinity;
  private readonly everyMs: number;

  constructor(value: Value, everyMs: number) {
    this.value = value;
    this.everyMs = everyMs;
  }

  refresh(dep: Dep<Record<string, never>, NonNullable<Value>>): void {
    const nowMs = performance.now();
    if (nowMs < this.nextMs) return;
    this.nextMs = nowMs + this.everyMs;
    dep.call({}, { timeoutMs: PATIENCE_MS }).then(value => {
      this.value = value;
      this.atMs = performance.now();
    }, () => {});
  }
}

interface Copy {
  readonly value: unknown;
  readonly atMs: number;
}

/** Last answer of each part for each product. */
const copies = new Map<string, Copy>();
const flags = new Background<Flags>({ price: true, stock: true, reviews: true, recs: true }, FLAGS_EVERY_MS);

export async function productPage({ sku }: Asked, deps: Deps): Promise<Page> {
  flags.refresh(deps.flags);
  const part = <Value>(name: keyof Flags, dep: Dep<Asked, Value>): Promise<Part<Value>> =>
    flags.value[name] ? ask(dep, sku) : Promise.resolve({ value: null, state: 'missing' });
  const [price, stock, reviews, recs] = await Promise.all([
    part('price', deps.price), part('stock', deps.stock), part('reviews', deps.reviews), part('recs', deps.recs),
  ]);
  if (price.state === 'missing') throw new Refused('NoPrice', 'nobody knows the price', { status: 503 });
  return { sku, price, stock, reviews, recs: flags.value.recs && recs.state === 'missing' ? await orBestsellers(deps.catalog) : recs };
}

/** What the service says, else what it said before. */
async function ask<Value>(dep: Dep<Asked, Value>, sku: string): Promise<Part<Value>> {
  const key = `${dep.name} ${sku}`;
  try {
    const value = await dep.call({ sku }, { timeoutMs: PATIENCE_MS });
    copies.set(key, { value, atMs: performance.now() });
    return { value, state: 'live' };
  } catch {
    const copy = copies.get(key);
    const ageMs = performance.now() - (copy?.atMs ?? -Infinity);
    return copy && ageMs <= OLDEST_MS ? { value: copy.value as Value, state: 'stale', ageMs } : { value: null, state: 'missing' };
  }
}

async function orBestsellers(catalog: Deps['catalog']): Promise<Part<Bestsellers>> {
  try {
    return { value: await catalog.call({}, { timeoutMs: 50 }), state: 'live' };
  } catch {
    return { value: null, state: 'missing' };
  }
}
