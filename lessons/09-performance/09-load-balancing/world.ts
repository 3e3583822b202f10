import { exponential, poisson, Services, times, type Built, type ServerSpec, type Stage } from 'faultlab/author';

export const BACKENDS = Array.from({ length: 10 }, (_, index) => `b-${index + 1}`);
const BALANCERS = ['lb-1', 'lb-2', 'lb-3', 'lb-4'];
/** Users leave after that. */
export const PATIENCE_MS = 10_000;
const CHECK_MS = 250;
const WORKERS = 4;
const MEAN_MS = 40;

/** Requests before that are not judged: caches and averages are cold. */
export const PLAIN_FROM_MS = 2_000;
export const KEYED_FROM_MS = 5_000;

/** Ten backends and four balancers; requests come at random, each to any balancer. */
interface Fleet {
  readonly perSecond: number;
  readonly lastsMs: number;
}

/** Requests that are all alike: 1,000 a second are what the fleet can do. */
export function plain(stage: Stage, { perSecond, lastsMs }: Fleet): Built {
  const backend: ServerSpec = { workers: WORKERS, queue: 400, method: 'get', serviceMs: exponential(MEAN_MS), answer: () => 'page' };
  return fleet(stage, backend, { perSecond, lastsMs }, () => ({}));
}

const KEYS = 1_000;
const HOT = 'k-1';

/** Requests for keys, whose answers backends keep. `hotFromMs`: from then on 70 % ask for one of them. */
export function keyed(stage: Stage, { perSecond, lastsMs, hotFromMs = Infinity }: Fleet & { readonly hotFromMs?: number }): Built {
  const backend: ServerSpec = {
    workers: WORKERS, queue: 1_000, method: 'get', serviceMs: exponential(80), answer: () => 'page',
    cache: { entries: 180, hitMs: exponential(8), keyOf: request => (request as { item: string }).item },
  };
  const { random } = stage;
  return fleet(stage, backend, { perSecond, lastsMs }, atMs => ({ item: atMs >= hotFromMs && random.next() < 0.7 ? HOT : `k-${random.integer(1, KEYS)}` }));
}

function fleet(stage: Stage, backend: ServerSpec, { perSecond, lastsMs }: Fleet, request: (atMs: number) => object): Built {
  const services = new Services(stage, { linkMs: 0.5, noun: 'request' });
  for (const id of BACKENDS) services.server(id, backend);
  services.balancers(BALANCERS, {
    backends: BACKENDS, timeoutMs: PATIENCE_MS, checkMs: CHECK_MS,
    keyOf: page => (page as { item?: string }).item,
    make: exports => new (exports['Balancer'] as new () => never)(),
  });
  const instants = poisson(stage.random, perSecond, 0, lastsMs);
  times(stage, instants, index => services.ask(stage.random.pick(BALANCERS), { number: index + 1, f: 'get', request: request(instants[index]!), timeoutMs: PATIENCE_MS }));
  services.start();
  services.chartTogether(BACKENDS, lastsMs);
  return { endMs: lastsMs + PATIENCE_MS };
}
