/** A queue with one server, Poisson arrivals and exponential service (M/M/1, load 0.8), on this engine and on simjs, with the same statistics. */
import { createRequire } from 'node:module';
import { exponential, quantileOf, World } from '../../src/sim/index.ts';

const MEAN_GAP_US = 1_000;
const MEAN_SERVICE_US = 800;

/** Weighted count, mean, variance and extremes, one value at a time (West, 1979), as simjs keeps them. */
class Series {
  count = 0;
  mean = 0;
  min = Infinity;
  max = -Infinity;
  private weight = 0;
  private squares = 0;

  record(value: number, weight = 1): void {
    if (value > this.max) this.max = value;
    if (value < this.min) this.min = value;
    this.count++;
    this.weight += weight;
    if (this.weight === 0) return;
    const before = this.mean;
    this.mean += (weight / this.weight) * (value - before);
    this.squares += weight * (value - before) * (value - this.mean);
  }

  get variance(): number {
    return this.squares / this.weight;
  }
}

/** Who is in the system or in the queue: how many, and for how long. */
class Population {
  readonly size = new Series();
  readonly stayUs = new Series();
  private present = 0;
  private sinceUs = 0;

  enter(nowUs: number): void {
    this.size.record(this.present++, nowUs - this.sinceUs);
    this.sinceUs = nowUs;
  }

  leave(enteredUs: number, nowUs: number): void {
    this.size.record(this.present--, nowUs - this.sinceUs);
    this.sinceUs = nowUs;
    this.stayUs.record(nowUs - enteredUs);
  }
}

/** Mean time in the system, in microseconds; 4,000 in theory. */
export function mm1(seed: number, customers: number): number {
  const world = new World({ seed, mode: 'explore' });
  const gaps = world.stream('gaps');
  const services = world.stream('services');
  const gap = exponential(MEAN_GAP_US);
  const service = exponential(MEAN_SERVICE_US);
  const system = new Population();
  const queue = new Population();
  const waiting: number[] = [];
  let next = 0;
  let arrived = 0;
  let busy = false;

  const serve = () => {
    const enteredUs = waiting[next++];
    busy = true;
    queue.leave(enteredUs, world.nowUs);
    world.after(quantileOf(service, services.next()), finish, enteredUs);
  };
  const finish = (enteredUs: number) => {
    system.leave(enteredUs, world.nowUs);
    busy = false;
    if (next < waiting.length) serve();
  };
  const arrive = () => {
    system.enter(world.nowUs);
    queue.enter(world.nowUs);
    waiting.push(world.nowUs);
    if (!busy) serve();
    if (++arrived < customers) world.after(quantileOf(gap, gaps.next()), arrive);
  };
  world.after(0, arrive);
  while (world.step());
  return system.stayUs.mean;
}

interface Simjs {
  Sim: new () => { addEntity(entity: unknown): unknown; simulate(end: number): unknown };
  Entity: new (...args: unknown[]) => { useFacility(facility: unknown, duration: number): unknown; setTimer(duration: number): { done(callback: () => void): unknown } };
  Facility: new (name: string) => { stats: { durationSeries: { average(): number } } };
  Random: new (seed: number) => { exponential(lambda: number): number };
}

/** simjs is a browser script: it leaves its classes on `window`. */
function loadSimjs(): Simjs {
  const window: { Sim?: Simjs } = {};
  Object.assign(globalThis, { window });
  createRequire(import.meta.url)('simjs');
  Reflect.deleteProperty(globalThis, 'window');
  return window.Sim!;
}

const { Sim, Entity, Facility, Random } = loadSimjs();

/** The same on simjs. */
export function mm1InSimjs(seed: number, customers: number): number {
  const random = new Random(seed);
  const facility = new Facility('server');
  const sim = new Sim();
  let arrived = 0;
  class Arrivals extends Entity {
    start(): void {
      this.useFacility(facility, random.exponential(1 / MEAN_SERVICE_US));
      if (++arrived < customers) this.setTimer(random.exponential(1 / MEAN_GAP_US)).done(() => this.start());
    }
  }
  sim.addEntity(Arrivals);
  sim.simulate(Infinity);
  return facility.stats.durationSeries.average();
}
