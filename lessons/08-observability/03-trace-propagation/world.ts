import { Collector, poisson, Services, Shop, times, uniform, Vendor, type Built, type Exports, type Stage, type World } from 'faultlab/author';
import type { Header } from 'faultlab';
import type { Propagation } from './contract';
import { Tracing } from './given/tracing.ts';

/** Orders a second. */
const RATE = 20;
const WORK_MS = 10_000;
const SETTLE_MS = 2_000;
/** How long a customer waits. */
const PATIENCE_MS = 2_000;
const WORK_OF_A_SERVICE_MS = uniform(2, 8);
/** What the store takes: at one trace in ten, about twice as much as the longest way needs. */
export const BUDGET = { spans: 250, windowMs: 10_000 };
/** Orders that do not begin on the internet but with `red`. */
const PARTNERS = 0.3;

type Calls = readonly (string | readonly string[])[];

export interface Setting {
  /** Services and whom they call, the first one asked by the internet. */
  readonly services: Readonly<Record<string, { readonly does: string; readonly calls?: Calls; readonly vendor?: 'red' | 'green'; readonly newer?: boolean; readonly silent?: boolean }>>;
  /** `orders` is a queue that hands over to `warehouse`. */
  readonly queue?: boolean;
  /** Share of the requests between services whose headers are spoilt on the way. */
  readonly dirt?: number;
  /** Some orders come from a partner, through `red`. */
  readonly partners?: boolean;
  /** What customers' programs send along. */
  readonly headers?: (world: World, order: number) => Header[];
}

/** A shop whose services pass a trace on with the learner's functions. */
export function shop(stage: Stage, { services: specs, queue = false, dirt = 0, partners = false, headers = () => [] }: Setting): Built {
  const { world, random } = stage;
  const services = new Services(stage);
  const store = new Collector(stage, { budget: BUDGET });
  const built = new Shop(stage, services, dirt === 0 ? undefined : spoiler(world, dirt));
  for (const [name, { does, calls = [], vendor, newer = false, silent = false }] of Object.entries(specs)) {
    built.service(name, {
      operation: does, workMs: WORK_OF_A_SERVICE_MS, calls,
      ...(vendor ? { given: node => new Vendor(node, { loose: vendor === 'red', guests: vendor === 'red' ? 31 : 0, newer }, store.agent(node)) }
        : { learner: (exports, node) => tracing(exports, node.id, world, store.agent(node), !silent) }),
    });
  }
  if (queue) built.queue('orders', { to: 'warehouse', size: [20, 40], waitMs: 5_000 });
  services.start();
  store.start();
  const instants = poisson(random, RATE, 0, WORK_MS);
  const throughPartner = instants.map(() => partners && random.next() < PARTNERS);
  times(stage, instants, index => {
    const number = index + 1;
    const asked = { number, f: 'order', timeoutMs: PATIENCE_MS };
    if (throughPartner[index]) built.ask('red', { ...asked, headers: [], from: 'internal' });
    else built.ask(Object.keys(specs)[0]!, { ...asked, headers: headers(world, number) });
  });
  const endMs = WORK_MS + SETTLE_MS + (queue ? 6_000 : 0);
  store.chart(endMs);
  return { endMs };
}

function tracing(exports: Exports, service: string, world: World, report: ReturnType<Collector['agent']>, records: boolean): Tracing {
  const coins = world.keyed(`coins of ${service}`);
  const digits = world.stream(`digits of ${service}`);
  const hex = (count: number): string => {
    let text = '';
    while (text.length < count) text += digits.next32().toString(16).padStart(8, '0');
    return /[^0]/.test(text.slice(0, count)) ? text.slice(0, count) : hex(count);
  };
  const node = world.node(service);
  return new Tracing(exports as unknown as Propagation, { service, coin: request => coins.at(request), hex, nowMs: () => node.wallMs, report }, records);
}

/** What an old proxy makes of a `traceparent`, by name. */
const SPOILT: readonly ((value: string) => string | undefined)[] = [
  value => `00-${'0'.repeat(32)}${value.slice(35)}`,
  value => `${value.slice(0, 36)}${'0'.repeat(16)}${value.slice(52)}`,
  value => value.toUpperCase().replace(/[0-9]/g, 'A'),
  value => `ff${value.slice(2)}`,
  value => value.slice(0, 54),
  value => `${value}-00`,
  () => undefined,
];

/** Changes headers between services: `traceparent` so that it is none any more, or only `tracestate`, so that the list is not valid. */
function spoiler(world: World, share: number) {
  const draws = world.keyed('spoilt headers');
  return (_to: string, request: number, headers: readonly Header[]): { headers: Header[]; garbled: boolean } | undefined => {
    const parent = headers.find(([name]) => name.toLowerCase() === 'traceparent');
    if (!parent || draws.at(request) >= 2 * share) return undefined;
    const others = headers.filter(header => header !== parent);
    if (draws.at(request) >= share) {
      const bad = draws.at(request, 1) < 0.5 ? 'Not An Entry' : Array.from({ length: 33 }, (_, index) => `x${index}=1`).join(',');
      return { headers: [parent, ...others, ['tracestate', bad]], garbled: false };
    }
    const value = SPOILT[Math.floor(draws.at(request, 2) * SPOILT.length)]!(parent[1]);
    return { headers: [...(value === undefined ? [] : [[parent[0], value] as Header]), ...others, ['tracestate', 'proxy=1']], garbled: true };
  };
}

const EVERYBODYS: Header = ['traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'];
/** Customers whose program sends the example of the documentation. */
const COPIED = 0.05;

/** Programs of customers that want every request recorded. */
export function eager(world: World, order: number): Header[] {
  const draws = world.keyed('programs of customers');
  const hex = (digits: number): string => Array.from({ length: digits / 8 }, (_, index) => Math.floor(draws.at(order, digits, index) * 2 ** 32).toString(16).padStart(8, '0')).join('');
  const parent: Header = draws.at(order) < COPIED ? EVERYBODYS : ['traceparent', `00-${hex(32)}-${hex(16)}-01`];
  return draws.at(order, 1) < 0.5 ? [parent] : [parent, ['tracestate', 'app=1']];
}
