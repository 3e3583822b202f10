import {
  lognormal, poisson, Services, times, type Built, type Heard, type Operation, type RandomStream, type ServerSpec, type Stage, type TimelinePicture,
} from 'faultlab/author';
import type { Asked, Bestsellers } from './contract';

export const SHOP = 'shop';
export const PARTS = ['price', 'stock', 'reviews', 'recs'] as const;
export type PartName = (typeof PARTS)[number];

/** Users leave after that. */
export const PATIENCE_MS = 2_000;
/** Pages before that are not judged. */
export const WARM_UP_MS = 5_000;

const SKUS = Array.from({ length: 12 }, (_, index) => `sku-${index + 1}`);
const SERVICE_MS = lognormal(25, 0.6);

/** A value of a part, unlike any before. */
const MADE: Readonly<Record<PartName, (random: RandomStream) => unknown>> = {
  price: random => ({ cents: random.integer(500, 99_999) }),
  stock: random => ({ left: random.integer(1, 9_999) }),
  reviews: random => ({ stars: random.integer(20, 50) / 10, count: random.integer(1, 9_999) }),
  recs: random => ({ kind: 'for-you', skus: random.shuffle(SKUS).slice(0, 5) }),
};

/** What is true of the products: each thing of each changes every 5 to 20 s. Facts `changed`, the first of each at 0. */
class Truth {
  private readonly values = new Map<string, unknown>();

  constructor(stage: Stage, untilMs: number) {
    const { world, random } = stage;
    for (const part of PARTS) {
      for (const sku of SKUS) {
        const instants = [0];
        while (instants.at(-1)! < untilMs) instants.push(instants.at(-1)! + random.between(5_000, 20_000));
        times(stage, instants, () => {
          const value = MADE[part](random);
          this.values.set(`${part} ${sku}`, value);
          world.history.fact('changed', { part, sku, value }, part);
        });
      }
    }
  }

  of(part: PartName, request: unknown): unknown {
    return this.values.get(`${part} ${(request as Asked | null)?.sku}`) ?? null;
  }
}

export const POINTS: Readonly<Record<PartName, number>> = { price: 40, stock: 20, reviews: 20, recs: 20 };
/** Older copies count as nothing. */
export const OLDEST_MS = 60_000;

/** What a page says of one part. */
export interface Shown {
  readonly part: PartName;
  readonly state: 'live' | 'stale' | 'missing';
  readonly value: unknown;
  /** NaN if a stale part does not tell; 0 for live ones. */
  readonly ageMs: number;
  readonly isBestsellers: boolean;
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? value as Record<string, unknown> : {});

/** The parts of a page as the program returned it, whatever that was. */
export function shownOn({ output }: Pick<Operation, 'output'>): Shown[] {
  const page = objectOf(output);
  return PARTS.map(part => {
    const { value, state, ageMs } = objectOf(page[part]);
    const known = state === 'live' || state === 'stale' ? state : 'missing';
    return {
      part, state: known, value: value ?? null, ageMs: known === 'live' ? 0 : typeof ageMs === 'number' ? ageMs : NaN,
      isBestsellers: part === 'recs' && objectOf(value)['kind'] === 'bestsellers',
    };
  });
}

/** Whether a part counts as content: it is there and not too old. */
export const counts = ({ state, value, ageMs, isBestsellers }: Shown): boolean => state !== 'missing' && value !== null && (isBestsellers || ageMs <= OLDEST_MS);

type Bar = ReturnType<TimelinePicture['begin']>;
type Tone = Bar['bar']['tone'];

const EVERY_US = 250_000;
const TONES: Readonly<Record<string, Tone>> = { live: 'good', stale: 'waiting', missing: 'bad', delivered: 'good', refused: 'waiting', 'no page': 'bad' };

/** The picture `Pages`: what most pages of each quarter of a second were like, part by part. Beside it the chart `Content`. */
export class Mosaic {
  private readonly world: Stage['world'];
  private readonly counted = new Map<string, Map<string, number>>();
  private readonly bars = new Map<string, Bar>();
  private pages = 0;
  private points = 0;

  constructor(world: Stage['world'], parts: readonly PartName[]) {
    this.world = world;
    world.pictures?.timeline('Pages').lanes('', ['page', ...parts]);
  }

  add({ outcome, output }: Heard): void {
    this.pages++;
    this.count('page', outcome === 'ok' ? 'delivered' : outcome === 'fail' ? 'refused' : 'no page');
    for (const shown of shownOn({ output: outcome === 'ok' ? output : undefined })) {
      const there = counts(shown);
      this.count(shown.part, there ? shown.state : 'missing');
      if (there) this.points += POINTS[shown.part];
    }
  }

  run(untilMs: number): void {
    for (let atUs = EVERY_US; atUs <= untilMs * 1_000; atUs += EVERY_US) this.world.at(atUs, draw, this);
  }

  draw(): void {
    if (this.pages > 0) this.world.history.sample('Content/shown', 'points of 100', this.points / this.pages);
    for (const [lane, texts] of this.counted) this.turn(lane, [...texts].reduce((most, each) => (each[1] > most[1] ? each : most))[0]);
    this.counted.clear();
    this.pages = this.points = 0;
  }

  private count(lane: string, text: string): void {
    const texts = this.counted.get(lane) ?? new Map<string, number>();
    this.counted.set(lane, texts.set(text, (texts.get(text) ?? 0) + 1));
  }

  private turn(lane: string, text: string): void {
    const before = this.bars.get(lane);
    if (before?.bar.text === text) return;
    const tone = TONES[text] ?? 'neutral';
    const bar = before ? before.turn(text, tone) : this.world.pictures?.timeline('Pages').begin('', lane, text, tone, -1);
    if (bar) this.bars.set(lane, bar);
  }
}

function draw(mosaic: Mosaic): void {
  mosaic.draw();
}

/** A switch that an operator turns. */
export interface Switched {
  readonly flag: PartName;
  readonly atMs: number;
  readonly on: boolean;
}

export interface Traffic {
  readonly perSecond: number;
  readonly lastsMs: number;
  readonly switches?: readonly Switched[];
}

/** How many queries the database works on at a time. */
export const DATABASE_WORKERS = 6;

/**
 * A shop that makes pages of what four services say. `price` and `catalog` read the same database, which can do 176 queries
 * a second: a price is one of them, the bestsellers are four.
 */
export function shop(stage: Stage, { perSecond, lastsMs, switches = [] }: Traffic): Built {
  const { world, random } = stage;
  const services = new Services(stage, { noun: 'page' });
  const truth = new Truth(stage, lastsMs);
  const bestsellers: Bestsellers = { kind: 'bestsellers', skus: random.shuffle(SKUS).slice(0, 5) };
  const flags = Object.fromEntries(PARTS.map(part => [part, true]));

  const query = (deps: Readonly<Record<string, unknown>>): Promise<unknown> => (deps['database'] as { call(request: object, options: object): Promise<unknown> }).call({}, { timeoutMs: 1_000 });
  const server = (id: string, spec: Pick<ServerSpec, 'answer'> & Partial<ServerSpec>): void =>
    services.server(id, { workers: 12, queue: 100, method: id, serviceMs: SERVICE_MS, ...spec } as ServerSpec);
  server('database', { workers: DATABASE_WORKERS, queue: 300, method: 'query', serviceMs: lognormal(30, 0.5), effect: 'queried', answer: () => ({}) });
  services.server('price', { workers: 60, queue: 100, method: 'price', deps: ['database'], handle: async (request, deps) => { await query(deps); return truth.of('price', request); } });
  services.server('catalog', { workers: 60, queue: 100, method: 'bestsellers', deps: ['database'], handle: async (_request, deps) => { await Promise.all([1, 2, 3, 4].map(() => query(deps))); return bestsellers; } });
  for (const part of ['stock', 'reviews', 'recs'] as const) server(part, { answer: request => truth.of(part, request) });
  server('flags', { serviceMs: lognormal(5, 0.5), answer: () => ({ ...flags }) });
  world.history.fact('changed', { part: 'bestsellers', value: bestsellers }, 'catalog');
  services.processes([SHOP], { handler: 'productPage', deps: [...PARTS, 'catalog', 'flags'] });

  for (const { flag, atMs, on } of switches) {
    times(stage, [atMs], () => {
      flags[flag] = on;
      world.history.fact('switched', { flag, on }, 'flags');
    });
  }
  const mosaic = new Mosaic(world, PARTS);
  const instants = poisson(random, perSecond, 0, lastsMs);
  const skus = instants.map(() => random.pick(SKUS));
  times(stage, instants, index => services.ask(SHOP, {
    number: index + 1, f: 'page', request: { sku: skus[index]! } satisfies Asked, timeoutMs: PATIENCE_MS, done: heard => mosaic.add(heard),
  }));
  services.start();
  const endMs = lastsMs + PATIENCE_MS + 500;
  services.chartTogether([...PARTS, 'catalog', 'database'], lastsMs);
  mosaic.run(lastsMs);
  return { endMs };
}
