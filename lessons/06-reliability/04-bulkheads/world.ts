import { lognormal, poisson, Services, times, type Built, type RandomStream, type Stage } from 'faultlab/author';
import type { Bulkheads, Dep } from 'faultlab';
import type { Ship } from './contract';

export const GATEWAY = 'gateway';
/** A handler gives its dependency up after that. */
const TIMEOUT_MS = 5_000;
export const PATIENCE_MS = 6_000;

/** A route and what stands behind it, under the same name. */
interface Traffic {
  readonly name: string;
  readonly perSecond: number;
  readonly meanMs: number;
}

interface House {
  readonly workers: number;
  readonly traffic: readonly Traffic[];
}

const SHOP: House = {
  workers: 160,
  traffic: [
    { name: 'login', perSecond: 50, meanMs: 100 },
    { name: 'search', perSecond: 100, meanMs: 200 },
    { name: 'reports', perSecond: 5, meanMs: 1_000 },
    { name: 'images', perSecond: 150, meanMs: 100 },
  ],
};

export const OTHER_ROUTES = ['cart', 'feed', 'inbox', 'maps', 'profile', 'votes'];
const OTHER_WORKERS = 64;
/** What the peaks of its routes come to, at most. */
const OTHER_PEAKS = 58;

const typicalOf = ({ perSecond, meanMs }: Traffic): number => Math.round((perSecond * meanMs) / 100) / 10;
const peakOf = (mean: number): number => Math.ceil(mean + 3 * Math.sqrt(mean));

function otherHouse(random: RandomStream): House {
  for (;;) {
    const traffic = OTHER_ROUTES.map((name): Traffic => ({ name, perSecond: 10 * random.integer(2, 6), meanMs: 100 }));
    if (traffic.reduce((sum, route) => sum + peakOf(typicalOf(route)), 0) <= OTHER_PEAKS) return { workers: OTHER_WORKERS, traffic };
  }
}

type MakeBulkheads = new (ship: Ship) => Bulkheads;

/** A gateway whose handlers each ask one dependency; dependencies have room for everybody. */
function gateway(stage: Stage, { workers, traffic }: House): Services {
  const services = new Services(stage, { noun: 'request' });
  for (const { name, meanMs } of traffic) {
    services.server(name, { workers: 5_000, queue: 0, method: name, serviceMs: lognormal(0.8825 * meanMs, 0.5), answer: () => 'done' });
  }
  const ship: Ship = { workers, routes: traffic.map(route => ({ name: route.name, typicalConcurrency: typicalOf(route) })) };
  services.server(GATEWAY, {
    workers, queue: 0, method: 'get', deps: traffic.map(({ name }) => name),
    handle: (request, deps) => (deps[(request as { route: string }).route] as Dep).call({}, { timeoutMs: TIMEOUT_MS }),
    part: exports => ({ bulkheads: new (exports['Bulkheads'] as MakeBulkheads)(ship) }),
  });
  stage.world.history.fact('ship', { workers, routes: ship.routes });
  return services;
}

interface Visit {
  readonly atMs: number;
  readonly route: string;
  readonly f: string;
  readonly patienceMs: number;
}

function visits(random: RandomStream, { name: route, perSecond }: Traffic, fromMs: number, toMs: number): Visit[] {
  return poisson(random, perSecond, fromMs, toMs).map(atMs => ({ atMs, route, f: 'get', patienceMs: PATIENCE_MS }));
}

function open(stage: Stage, house: House, all: Visit[], untilMs: number): Built {
  const services = gateway(stage, house);
  all.sort((a, b) => a.atMs - b.atMs);
  times(stage, all.map(({ atMs }) => atMs), index => {
    const { route, f, patienceMs } = all[index]!;
    services.ask(GATEWAY, { number: index + 1, f, request: { route }, timeoutMs: patienceMs });
  });
  services.start();
  const endMs = untilMs + PATIENCE_MS;
  services.chartRoutes(GATEWAY, house.traffic.map(({ name }) => name), endMs);
  return { endMs };
}

/** An ordinary day at the shop; `search`: times as much is looked for. */
export function shop(stage: Stage, lastsMs: number, { search = 1 }: { readonly search?: number } = {}): Built {
  const traffic = SHOP.traffic.map(route => ({ ...route, perSecond: route.perSecond * (route.name === 'search' ? search : 1) }));
  return open(stage, SHOP, traffic.flatMap(route => visits(stage.random, route, 0, lastsMs)), lastsMs);
}

/** A smaller gateway with other routes. */
export function otherShip(stage: Stage, lastsMs: number): Built {
  const house = otherHouse(stage.random);
  return open(stage, house, house.traffic.flatMap(route => visits(stage.random, route, 0, lastsMs)), lastsMs);
}

/** Requests of each route in a crowd. */
const CROWD = 60;
const FROM_MS = 4_000;
const UNTIL_MS = 12_000;
const LAST_CROWD_MS = 18_500;

/** The same crowd at the beginning and at the end, when all are gone again; users in between, a few of whom hang up. */
export function betweenCrowds(stage: Stage): Built {
  const { random } = stage;
  const crowd = (f: string, atMs: number): Visit[] => Array.from({ length: CROWD }, () => SHOP.traffic.map(({ name: route }): Visit => ({ atMs, route, f, patienceMs: PATIENCE_MS }))).flat();
  const between = SHOP.traffic.flatMap(route => visits(random, route, FROM_MS, UNTIL_MS)).map(visit => (random.next() < 0.05 ? { ...visit, patienceMs: 30 } : visit));
  return open(stage, SHOP, [...crowd('first crowd', 500), ...between, ...crowd('last crowd', LAST_CROWD_MS)], LAST_CROWD_MS);
}
