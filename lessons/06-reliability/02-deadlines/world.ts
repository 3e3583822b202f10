import { lognormal, poisson, Services, times, type Built, type RandomStream, type RequestHandler, type ServerSpec, type Stage } from 'faultlab/author';
import type { CartOf, Quote, Req, Stock } from './contract';

export const API = 'api';
export const CHECKOUT = 'checkout';
export const INVENTORY = 'inventory';
export const PRICING = 'pricing';

/** Who asks, how often, and how long they wait. */
export const USERS = { web: { perSecond: 40, patienceMs: 1_500 }, widget: { perSecond: 10, patienceMs: 350 } } as const;
export type User = keyof typeof USERS;

/** For what is still under way when the last user has come. */
const SETTLE_MS = 6_000;
const MS_PER_DAY = 86_400_000;

const inventory: ServerSpec = {
  workers: 16, queue: 2_000, serviceMs: lognormal(40, 0.5), method: 'find', effect: 'found', honoursAbort: true,
  answer: (asked, number): Stock => ({ cart: (asked as CartOf).cart, warehouse: `warehouse ${number}` }),
};

const pricing: ServerSpec = {
  workers: 24, queue: 2_000, serviceMs: lognormal(60, 0.5), method: 'price', effect: 'priced', honoursAbort: true,
  answer: (asked, number): Quote => ({ cart: (asked as Stock).cart, warehouse: (asked as Stock).warehouse, quoteId: `q-${number}`, cents: 1_000 + ((number * 37) % 9_000) }),
};

/** A process that takes all that come. */
const checkout: ServerSpec = {
  workers: 10_000, queue: 0, method: 'checkout', deps: [INVENTORY, PRICING],
  part: exports => ({ handler: exports['checkout'] as RequestHandler }),
  handle: async (request, deps, { handler }, headers) => handler!({ cart: (request as CartOf).cart, headers } satisfies Req, deps),
};

/** Users of a web page and of a widget ask `api`, which asks `checkout`, which asks `inventory` and then `pricing`. */
export function shop(stage: Stage, lastsMs: number): Built {
  const { world, random } = stage;
  const services = new Services(stage, { noun: 'quote' });
  services.server(CHECKOUT, checkout);
  services.processes([API], { handler: 'api', deps: [CHECKOUT] });
  services.server(INVENTORY, inventory);
  services.server(PRICING, pricing);
  for (const id of [API, CHECKOUT]) world.node(id).clock.startedAgo(1_000 * random.between(MS_PER_DAY, 100 * MS_PER_DAY));
  const visits = visitsOf(random, lastsMs);
  times(stage, visits.map(({ atMs }) => atMs), index => {
    const { user } = visits[index]!;
    const { patienceMs } = USERS[user];
    services.ask(API, { number: index + 1, f: user, request: { cart: `c-${index + 1}`, patienceMs }, timeoutMs: patienceMs });
  });
  services.drawRequests();
  services.start();
  const endMs = lastsMs + SETTLE_MS;
  services.chart(endMs, { users: PRICING });
  return { endMs };
}

function visitsOf(random: RandomStream, lastsMs: number): readonly { readonly atMs: number; readonly user: User }[] {
  const visits = (Object.keys(USERS) as User[]).flatMap(user => poisson(random, USERS[user].perSecond, 0, lastsMs).map(atMs => ({ atMs, user })));
  return visits.sort((a, b) => a.atMs - b.atMs);
}
