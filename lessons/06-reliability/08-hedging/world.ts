import { lognormal, p50, p99, poisson, Services, times, type Built, type Stage } from 'faultlab/author';
import type { Req, Value } from './contract';

export const REPLICAS = Array.from({ length: 6 }, (_, index) => `r-${index + 1}`);
const WORKERS = 8;
/** Mean of a service time, in medians: its own spread, and 2 % that take 20 times as long. */
const MEAN = 1.0833 * (1 + 0.02 * 19);
const KEYS = 200;

/** Times are given in medians of the service time, so that a service that is 20 times slower has the same history, 20 times slower. */
export interface Shape {
  readonly medianMs: number;
  /** Share of the replicas' time that the users' requests take, each sent once. */
  readonly utilised: number;
  readonly lasts: number;
  /** Share of the requests that append. */
  readonly appends?: number;
}

/** Users leave after so many medians. */
const PATIENCE = 60;
/** Requests before that are not judged: nobody knows yet what is slow. */
const WARM_UP = 50;
/** A chart has a value for so many. */
const CHART = 20;

export const patienceMs = ({ medianMs }: Shape): number => PATIENCE * medianMs;
export const judgedFromMs = ({ medianMs }: Shape): number => WARM_UP * medianMs;

/** Six replicas of the same lists, and one process that users ask, at random instants. */
export function replicated(stage: Stage, shape: Shape): Built {
  const { medianMs, utilised, lasts, appends = 0 } = shape;
  const { random } = stage;
  const services = new Services(stage, { noun: 'request' });
  const entries = new Map<string, number>();
  const answer = (request: unknown): Value => {
    const { key, kind } = request as Req;
    if (kind === 'append') entries.set(key, (entries.get(key) ?? 0) + 1);
    return { key, entries: entries.get(key) ?? 0 };
  };
  for (const id of REPLICAS) {
    services.server(id, { workers: WORKERS, queue: 100_000, method: 'read', serviceMs: lognormal(medianMs, 0.4), honoursAbort: request => (request as Req).kind === 'read', forgets: true, effect: 'executed', answer });
  }
  services.processes(['front'], { handler: 'read', deps: REPLICAS, listed: true });
  const lastsMs = lasts * medianMs;
  const perSecond = (1_000 * utilised * REPLICAS.length * WORKERS) / (MEAN * medianMs);
  const meter = new Meter(stage, shape);
  times(stage, poisson(random, perSecond, 0, lastsMs), index => {
    const request: Req = { key: `k-${random.integer(1, KEYS)}`, kind: random.next() < appends ? 'append' : 'read' };
    meter.asked++;
    const fromUs = stage.world.nowUs;
    services.ask('front', { number: index + 1, f: 'read', request, timeoutMs: patienceMs(shape), done: () => meter.waited(fromUs) });
  });
  services.start();
  services.chartTogether(REPLICAS, lastsMs);
  meter.run(lastsMs, () => services.arrivedAt(REPLICAS));
  return { endMs: lastsMs + patienceMs(shape) };
}

/** What the tail costs: charts how long users waited beside the copies that were sent for it. */
class Meter {
  asked = 0;
  private readonly stage: Stage;
  private readonly shape: Shape;
  private waitedMs: number[] = [];
  private readonly all: number[] = [];

  constructor(stage: Stage, shape: Shape) {
    this.stage = stage;
    this.shape = shape;
  }

  waited(fromUs: number): void {
    const ms = (this.stage.world.nowUs - fromUs) / 1_000;
    this.waitedMs.push(ms);
    this.all.push(ms);
  }

  run(lastsMs: number, arrived: () => number): void {
    const everyMs = CHART * this.shape.medianMs;
    let before = { asked: 0, arrived: 0 };
    times(this.stage, Array.from({ length: Math.floor(lastsMs / everyMs) }, (_, index) => (index + 1) * everyMs), () => {
      const now = { asked: this.asked, arrived: arrived() };
      this.sample((100 * (now.arrived - before.arrived)) / Math.max(1, now.asked - before.asked) - 100);
      before = now;
    });
    times(this.stage, [lastsMs], () => this.draw());
  }

  private sample(extra: number): void {
    const { history, pictures } = this.stage.world;
    const { waitedMs } = this;
    this.waitedMs = [];
    history.sample('Extra calls/sent', '%', Math.max(0, extra));
    history.sample('Extra calls/limit', '%', 10);
    if (waitedMs.length === 0) return;
    history.sample('Waits/half of the users', 'ms', p50(waitedMs));
    history.sample('Waits/99 of 100', 'ms', p99(waitedMs));
    pictures?.plane('Tail and cost', { label: 'extra calls', unit: '%' }, { label: 'p99 of the waits', unit: 'ms' }).point(Math.max(0, extra), p99(waitedMs));
  }

  /** The distribution of the waits: which share of the users waited no longer. */
  private draw(): void {
    const { all, stage: { world: { pictures } } } = this;
    const sorted = [...all].sort((a, b) => a - b);
    for (let share = 1; share <= 1_000; share += share < 900 ? 10 : 1) {
      const ms = sorted[Math.min(sorted.length, Math.ceil((share / 1_000) * sorted.length)) - 1];
      if (ms !== undefined) pictures?.plane('All waits', { label: 'waited at most', unit: 'ms', log: true }, { label: 'users', unit: '%' }).point(ms, share / 10);
    }
  }
}
