import { lognormal, poisson, Services, times, type Built, type ServerSpec, type Stage } from 'faultlab/author';
import type { Intake, Worker } from 'faultlab';
import type { Job, Result } from './contract';

/** Clients stop listening after that. */
export const DEADLINE_MS = 1_000;
export const INTAKE = 'intake';
export const WORKER = 'worker';
const SLOTS = 8;
const MEAN_MS = 40;
/** Jobs a second that the worker can do. */
export const CAPACITY = (1_000 * SLOTS) / MEAN_MS;
const SETTLE_MS = 1_500;

/** Mean service time 40 ms. */
const worker: ServerSpec = {
  workers: SLOTS, queue: Infinity, serviceMs: lognormal(36.92, 0.4), method: 'run', effect: 'done',
  answer: (job, number): Result => ({ jobId: (job as Job).id, picture: `picture ${number}` }),
};

/** A stretch of time in which jobs come at random. */
export interface Load {
  readonly perSecond: number;
  readonly untilMs: number;
}

/** Jobs that come within 100 ms. */
export interface Burst {
  readonly jobs: number;
  readonly atMs: number;
}

type MakeIntake = new (deps: { readonly worker: Worker }) => Intake;

function house(stage: Stage): Services {
  const services = new Services(stage, { linkMs: 0, noun: 'job' });
  services.server(WORKER, worker);
  services.intake(INTAKE, { worker: WORKER, deadlineMs: DEADLINE_MS, make: (exports, slots) => new (exports['Intake'] as MakeIntake)({ worker: slots }) });
  return services;
}

/** Notes at the end which jobs were forgotten. */
function close(stage: Stage, services: Services, untilMs: number): Built {
  services.start();
  const endMs = untilMs + SETTLE_MS;
  services.chartIntake(INTAKE, endMs - 1);
  times(stage, [endMs - 1], () => {
    const [oldest, ...more] = services.openAt(INTAKE);
    if (oldest) stage.world.history.fact('open', { job: oldest.id, sinceUs: oldest.sinceUs, more: more.length }, INTAKE);
  });
  return { endMs };
}

/** Clients who come at random, one stretch after the other, and never return. */
export function crowd(stage: Stage, loads: readonly Load[], burst?: Burst): Built {
  const services = house(stage);
  let fromMs = 0;
  const instants = loads.flatMap(({ perSecond, untilMs }) => {
    const stretch = poisson(stage.random, perSecond, fromMs, untilMs);
    fromMs = untilMs;
    return stretch;
  });
  let jobs = 0;
  const ask = (f: string): void => {
    const number = ++jobs;
    services.ask(INTAKE, { number, f, request: { id: `j${number}` } satisfies Job, timeoutMs: DEADLINE_MS });
  };
  times(stage, instants, () => ask('job'));
  if (burst) times(stage, Array.from({ length: burst.jobs }, () => burst.atMs + 100 * stage.random.next()), () => ask('burst'));
  return close(stage, services, fromMs);
}

/** Nobody asks again sooner. */
const ROUND_TRIP_MS = 50;
/** Between a result and a producer's next job. */
const THINK_MS = 150;

/** Programs with one job each at a time. Refused, they come back with it when they were told to. */
export function producers(stage: Stage, count: number, untilMs: number): Built {
  const { world, random } = stage;
  const services = house(stage);
  let requests = 0;
  const after = (ms: number, act: () => void): void => void world.after(Math.round(1_000 * ms), act);
  const send = (producer: number, turn: number): void => {
    if (world.nowUs >= 1_000 * untilMs) return;
    services.ask(INTAKE, {
      number: ++requests, f: 'job', request: { id: `p${producer}-${turn}` } satisfies Job, timeoutMs: DEADLINE_MS,
      done: ({ outcome, retryAfterMs = 0 }) => {
        if (outcome === 'fail') after(Math.max(ROUND_TRIP_MS, retryAfterMs), () => send(producer, turn));
        else after(random.between(ROUND_TRIP_MS, THINK_MS), () => send(producer, turn + 1));
      },
    });
  };
  times(stage, Array.from({ length: count }, () => 1_000 * random.next()), index => send(index + 1, 1));
  return close(stage, services, untilMs);
}
