import { lognormal, poisson, Services, times, type Built, type Stage } from 'faultlab/author';
import type { Gate } from 'faultlab';
import type { Priority } from './contract';

export const SERVER = 'server';
/** Users leave when their request is so old. */
export const PATIENCE_MS = 1_000;
const MEAN_MS = 40;
const PER_WORKER = 1_000 / MEAN_MS;
/** Requests before that are not judged. */
export const WARM_UP_MS = 1_000;
export const CLASSES = ['critical', 'normal', 'batch'] as const;

/** Shares of the classes. */
export type Mix = readonly [number, number, number];
const ORDINARY: Mix = [0.3, 0.5, 0.2];

/** A stretch of time in which requests come at random, at `load` times what the server can do. */
interface Stretch {
  readonly load: number;
  readonly untilMs: number;
}

interface Crowd {
  readonly stretches: readonly Stretch[];
  readonly mix?: Mix;
}

/** A server whose workers nobody knows the number of, and users who come at random and leave after a second. */
export function crowd(stage: Stage, { stretches, mix = ORDINARY }: Crowd): Built {
  const { random, world } = stage;
  const workers = random.integer(6, 10);
  const services = new Services(stage, { noun: 'request' });
  services.server(SERVER, {
    workers, queue: 0, method: 'ask', refusalMs: MEAN_MS / 100, serviceMs: lognormal(0.8825 * MEAN_MS, 0.5), effect: 'finished', answer: (_request, number) => number,
    part: exports => ({ gate: new (exports['Gate'] as new () => Gate)() }),
  });
  world.history.fact('capacity', { perSecond: workers * PER_WORKER });
  let fromMs = 0;
  const instants = stretches.flatMap(({ load, untilMs }) => {
    const stretch = poisson(random, load * workers * PER_WORKER, fromMs, untilMs);
    fromMs = untilMs;
    return stretch;
  });
  const fates = new Fates(stage);
  times(stage, instants, index => {
    const priority = priorityOf(random.next(), mix);
    const ageMs = Math.round(random.between(5, 50));
    services.ask(SERVER, {
      number: index + 1, f: CLASSES[priority], request: { priority }, ageMs, timeoutMs: PATIENCE_MS - ageMs, done: ({ outcome }) => fates.ended(priority, outcome === 'ok'),
    });
  });
  services.start();
  const endMs = fromMs + PATIENCE_MS;
  services.chartGate(SERVER, PATIENCE_MS, endMs);
  fates.run(endMs);
  return { endMs };
}

const priorityOf = (draw: number, [critical, normal]: Mix): Priority => (draw < critical ? 0 : draw < critical + normal ? 1 : 2);

const CHART_MS = 250;

/** Charts which share of each class is answered in time. */
class Fates {
  private readonly stage: Stage;
  private counts = CLASSES.map(() => ({ ended: 0, ok: 0 }));

  constructor(stage: Stage) {
    this.stage = stage;
  }

  ended(priority: Priority, ok: boolean): void {
    const count = this.counts[priority]!;
    count.ended++;
    if (ok) count.ok++;
  }

  run(untilMs: number): void {
    times(this.stage, Array.from({ length: untilMs / CHART_MS }, (_, index) => (index + 1) * CHART_MS), () => this.sample());
  }

  private sample(): void {
    const { history } = this.stage.world;
    this.counts.forEach(({ ended, ok }, priority) => ended > 0 && history.sample(`Answered in time/${CLASSES[priority]!}`, '%', (100 * ok) / ended));
    this.counts = CLASSES.map(() => ({ ended: 0, ok: 0 }));
  }
}
