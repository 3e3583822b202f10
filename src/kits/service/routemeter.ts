import { msToUs, US_PER_MS, US_PER_S, type World } from '../../sim/index.ts';
import type { RouteCount } from './divided.ts';

const EVERY_US = 100 * US_PER_MS;

/** Charts how many places of a server each route holds, and how many of its requests are turned away. */
export class RouteMeter {
  private readonly world: World;
  private readonly workers: number;
  private readonly names: readonly string[];
  private readonly routes: () => ReadonlyMap<string, RouteCount> | undefined;
  private readonly refusedBefore = new Map<string, number>();

  constructor(world: World, workers: number, names: readonly string[], routes: () => ReadonlyMap<string, RouteCount> | undefined) {
    this.world = world;
    this.workers = workers;
    this.names = names;
    this.routes = routes;
  }

  run(untilMs: number): void {
    for (let atUs = EVERY_US; atUs <= msToUs(untilMs); atUs += EVERY_US) this.world.at(atUs, sample, this);
  }

  sample(): void {
    const { world: { history }, workers, names, routes, refusedBefore } = this;
    for (const name of names) {
      const { inside, refused } = routes()?.get(name) ?? { inside: 0, refused: 0 };
      history.sample(`Inside/${name}`, 'requests', inside);
      history.sample(`Turned away/${name}`, '/s', ((refused - (refusedBefore.get(name) ?? 0)) * US_PER_S) / EVERY_US);
      refusedBefore.set(name, refused);
    }
    history.sample('Inside/limit', 'requests', workers);
  }
}

function sample(meter: RouteMeter): void {
  meter.sample();
}
