import { FlowIncident, loudestLayers, type Built, type Flow, type FlowCall, type FlowClient, type FlowService, type RandomStream, type Stage } from 'faultlab/author';

/** Layers between the users and the database. */
export const LAYERS = ['edge', 'api', 'orders'] as const;
export type Layer = (typeof LAYERS)[number];

/** How a layer tries again. */
export interface Again {
  readonly retries: number;
  readonly budget?: number;
}

export interface Setting {
  readonly cause: string;
  where(flow: Flow, again: ReadonlyMap<Layer, Again>): readonly string[];
  /** Layers that try again, and how; the others do not. */
  again(random: RandomStream): ReadonlyMap<Layer, Again>;
}

const LASTS_MS = 30 * 60_000;
const POLITE: Again = { retries: 1, budget: 0.05 };

/** One of the layers makes up to four attempts. */
export const oneLayer = (random: RandomStream): ReadonlyMap<Layer, Again> => new Map([[random.pick(LAYERS), { retries: 3 }]]);

/** As `oneLayer`, with a budget of one retry for ten first attempts. */
export const oneBudget = (random: RandomStream): ReadonlyMap<Layer, Again> => new Map([[random.pick(LAYERS), { retries: 3, budget: 0.1 }]]);

export const everyLayer = (): ReadonlyMap<Layer, Again> => new Map(LAYERS.map(layer => [layer, { retries: 2 }]));
export const noLayer = (): ReadonlyMap<Layer, Again> => new Map();

export const loudest = (flow: Flow): readonly string[] => loudestLayers(flow);

/** mobile1, mobile2 and partner call edge, edge calls api, api calls orders, orders asks db. */
export function shop(stage: Stage, { cause, where, again }: Setting): Built {
  const { random } = stage;
  const size = random.between(350, 450);
  const policies = again(random);
  const next = (layer: Layer, to: string, timeoutMs: number): FlowCall[] => [{ to, timeoutMs, ...policies.get(layer) ?? { retries: 0 } }];
  const services: FlowService[] = [
    { id: 'edge', instances: 4, maxInstances: 12, workers: 1_000, serviceMs: 2, queue: 400, calls: next('edge', 'api', 4_000) },
    { id: 'api', instances: 8, maxInstances: 24, workers: 400, serviceMs: 5, queue: 200, calls: next('api', 'orders', 2_500) },
    { id: 'orders', instances: 8, maxInstances: 24, workers: 120, serviceMs: 10, queue: 60, calls: next('orders', 'db', 1_000) },
    // Room for 1.25 times the usual load, with a warm cache; for 0.6 times with an empty one.
    { id: 'db', instances: 10, maxInstances: 14, workers: 2, serviceMs: 20_000 / (1.25 * size), queue: Math.round(0.17 * size), cache: { coldFactor: 1.25 / 0.6, requests: random.between(60, 90) * size } },
  ];
  const second = random.between(0.1, 0.15);
  const client = (id: string, share: number): FlowClient => ({ id, to: 'edge', perSecond: Math.round(share * size), timeoutMs: 6_000, ...POLITE });
  return new FlowIncident(stage, {
    flow: { stepMs: 100, services, clients: [client('mobile1', 0.82 - second), client('mobile2', second), client('partner', 0.18)] },
    database: 'db', handler: 'respond', pageText: 'db: queue full. More than half of all operations have failed for a minute.', pageBelow: 0.5, pageAfterMs: 60_000, promised: 0.95, lastsMs: LASTS_MS,
    cause, where: flow => where(flow, policies),
    changes: [
      { atMs: -random.between(20, 50) * 60_000, kind: 'config', target: random.pick(LAYERS), text: 'log level' },
      { atMs: -random.between(3, 15) * 60_000, kind: 'job', target: 'partner', text: 'weekly price list' },
    ],
  }).start();
}
