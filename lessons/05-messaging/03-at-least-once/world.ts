import { Cluster, dependency, poisson, Queues, times, uniform, type Built, type Heard, type Stage } from 'faultlab/author';
import { jobIn } from './checks.ts';
import type { BrokerCtx, Job, Video } from './contract';
import { Encoder } from './given/encoder.ts';
import { Store } from './given/store.ts';

export const WORKERS = ['worker-1', 'worker-2', 'worker-3', 'worker-4', 'worker-5'];
export const VISIBILITY_MS = 30_000;
/** A client of the API waits so long for an answer and then leaves. */
export const PATIENCE_MS = 10_000;

const SETTLE_MS = 200_000;
const SHORT_MS = uniform(5_000, 9_000);
const LONG_MS = uniform(45_000, 120_000);

export interface Setting {
  /** Jobs come for so long. */
  readonly workMs: number;
  readonly perSecond: number;
  /** Jobs that come at one instant; absent: one. */
  readonly burst?: number;
  /** Share of the jobs that are long. */
  readonly long: number;
}

type Submit = (ctx: BrokerCtx, job: Job) => Promise<unknown>;
type Work = (ctx: BrokerCtx) => Promise<void>;

/** Many jobs at one instant, and then none for about so long. */
function bursts({ random }: Stage, size: number, everyMs: number, workMs: number): number[] {
  return Array.from({ length: Math.floor(workMs / everyMs) }, (_, index) => everyMs * (index + random.between(0, 0.2))).flatMap(atMs => Array.from({ length: size }, () => atMs));
}

/** An API node takes jobs in, five workers encode and publish them, a broker is in between. */
export function studio(stage: Stage, { workMs, perSecond, burst, long }: Setting): Built {
  const { world } = stage;
  world.network.defaultLatencyMs = uniform(1, 5);
  const cluster = new Cluster(stage);
  const queues = new Queues(stage, cluster, { video: { visibilityMs: VISIBILITY_MS } }, { nameOf: ({ id, body }) => jobIn(body) ?? id });
  const farm = addFarm(stage, cluster, long);
  cluster.functions(['api'], (exports, ctx, machine) => {
    const granted = { ...ctx, queue: queues.clientOf(machine) } as BrokerCtx;
    return { onRequest: ((job: Job) => (exports['submit'] as Submit)(granted, job)) as never };
  });
  cluster.functions(WORKERS, (exports, ctx, machine) => {
    const deps = { encoder: dependency(machine, 'encoder', 'encode'), store: dependency(machine, 'store', 'publish') } as BrokerCtx['deps'];
    return { run: () => (exports['worker'] as Work)(Object.freeze({ ...ctx, queue: queues.clientOf(machine), deps })) };
  });
  const instants = burst === undefined ? poisson(stage.random, perSecond, 0, workMs) : bursts(stage, burst, burst / perSecond * 1_000, workMs);
  times(stage, instants, index => {
    const job: Job = { id: `job-${index + 1}`, url: `https://videos.example/${index + 1}` };
    const fromUs = world.nowUs;
    const done = ({ outcome }: Heard, row: number): void => {
      if (row >= 0) world.pictures?.timeline('Messages').bar({ group: job.id, lane: 'client', ...ANSWERS[outcome], fromUs, toUs: world.nowUs, row });
    };
    cluster.ask('api', { client: `client ${index + 1}`, f: 'submit', key: job.id, request: job, timeoutMs: PATIENCE_MS, hear, done });
  });
  cluster.start();
  const endMs = workMs + SETTLE_MS;
  queues.chart(endMs);
  farm.chart(endMs);
  return { endMs };
}

/** What the picture says of a client's question when it is answered. */
const ANSWERS = { ok: { text: 'accepted', tone: 'good' }, fail: { text: 'rejected', tone: 'bad' }, info: { text: 'not answered', tone: 'bad' } } as const;

function hear(answer: unknown): Heard {
  if (answer === 'accepted') return { outcome: 'ok', output: answer };
  return { outcome: answer === 'rejected' ? 'fail' : 'info', output: answer };
}

/** Encoder and store. Facts: `encoding` and `encoded` and `noSlot` with `job` and `by`, `stored` with `job`. */
function addFarm(stage: Stage, cluster: Cluster, long: number): { chart(untilMs: number): void } {
  const { world } = stage;
  const draws = world.keyed('durations');
  const begun = new Map<string, number>();
  const files = new Set<string>();
  let running = 0;
  const durationMs = ({ id }: Job): number => {
    const number = Number(id.slice('job-'.length));
    const { low, high } = (draws.at(number) < long ? LONG_MS : SHORT_MS) as { low: number; high: number };
    return Math.round(low + (high - low) * draws.at(number, 1));
  };
  cluster.given('encoder', ctx => new Encoder(ctx, {
    durationMs,
    processOn: node => `${node} ${world.node(node).incarnation}`,
    began(job, by) {
      running++;
      const before = begun.get(job.id) ?? 0;
      begun.set(job.id, before + 1);
      world.history.fact('encoding', { job: job.id, by, durationMs: durationMs(job) }, 'encoder');
      world.pictures?.timeline('Messages').begin(job.id, by, before === 0 ? 'encoding' : 'encoding again: paid twice', before === 0 ? 'neutral' : 'bad');
    },
    refused: (job, by) => world.history.fact('noSlot', { job: job.id, by }, 'encoder'),
    ended(job, by) {
      running--;
      files.add(job.id);
      world.pictures?.timeline('Messages').openIn(job.id, by)[0]?.end();
      world.history.fact('encoded', { job: job.id, by }, 'encoder');
    },
  }));
  cluster.given('store', ctx => new Store(ctx, {
    encoded: ({ job, file }: Video) => files.has(job) && file === `${job}.mp4`,
    stored: ({ job }) => {
      world.history.fact('stored', { job }, 'store');
      world.pictures?.timeline('Messages').point(job, 'video', 'published', 'good');
    },
  }));
  return {
    chart(untilMs) {
      const seconds = Array.from({ length: Math.floor(untilMs / 1_000) }, (_, index) => (index + 1) * 1_000);
      times(stage, seconds, () => {
        world.history.sample('Encodings/running', 'encodings', running);
        world.history.sample('Encodings/done again so far', 'encodings', [...begun.values()].reduce((sum, count) => sum + count - 1, 0));
      });
    },
  };
}
