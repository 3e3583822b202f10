// scenario: price-blinks
// message: showed a price that was
// message: for longer than a minute no shop stands by its price
import { Refused, type Dep } from 'faultlab';
import type { Asked, Bestsellers, Deps, Flags, Page, Part, Recs } from '../contract';

/** A page may take 300 ms; nearly every healthy answer is there long before. */
const PATIENCE_MS = 240;
const FLAGS_EVERY_MS = 400;
const BESTSELLERS_EVERY_MS = 10_000;

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
const bestsellers = new Background<Bestsellers | null>(null, BESTSELLERS_EVERY_MS);

export async function productPage({ sku }: Asked, deps: Deps): Promise<Page> {
  flags.refresh(deps.flags);
  bestsellers.refresh(deps.catalog);
  const part = <Value>(name: keyof Flags, dep: Dep<Asked, Value>): Promise<Part<Value>> =>
    flags.value[name] ? ask(dep, sku) : Promise.resolve({ value: null, state: 'missing' });
  const [price, stock, reviews, recs] = await Promise.all([
    part('price', deps.price), part('stock', deps.stock), part('reviews', deps.reviews), part('recs', deps.recs),
  ]);
  if (price.state === 'missing') throw new Refused('NoPrice', 'nobody knows the price', { status: 503 });
  return { sku, price, stock, reviews, recs: flags.value.recs ? orBestsellers(recs) : recs };
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
    return copy ? { value: copy.value as Value, state: 'stale', ageMs } : { value: null, state: 'missing' };
  }
}

function orBestsellers(recs: Part<Recs>): Part<Recs | Bestsellers> {
  if (recs.state !== 'missing' || !bestsellers.value) return recs;
  return { value: bestsellers.value, state: 'stale', ageMs: performance.now() - bestsellers.atMs };
}
