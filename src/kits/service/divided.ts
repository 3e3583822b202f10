import { percent } from '../../check/finding.ts';
import { type Fault, type FaultKind, type KeyedDraws, msToUs, type World } from '../../sim/index.ts';
import type { GridPicture } from '../../sim/pictures/grid.ts';
import type { Bulkheads, Release } from './api.ts';
import { type Discipline, Fifo } from './discipline.ts';
import type { Server } from './server.ts';
import type { Job } from './serving.ts';

/** A server gives the places of a share of the requests back twice: when they are done, and when their connection is closed. */
export type ReleasedTwiceFault = Fault & { readonly node: string; readonly rate: number };

/** From the end of a request until its connection is closed. */
const CLOSED_AFTER_MS = 20;

/** Whose places are given back twice, while faults say so. */
export class ReleasedTwice {
  private readonly active: { readonly fault: ReleasedTwiceFault; readonly draws: KeyedDraws }[] = [];

  add(fault: ReleasedTwiceFault, draws: KeyedDraws): void {
    this.active.push({ fault, draws });
  }

  remove(fault: ReleasedTwiceFault): void {
    this.active.splice(this.active.findIndex(each => each.fault === fault), 1);
  }

  hits(request: number): boolean {
    return this.active.some(({ fault, draws }) => draws.at(request) < fault.rate);
  }
}

/** What of a route is in the house, and how many of its requests were turned away so far. */
export interface RouteCount {
  inside: number;
  refused: number;
}

/**
 * The learner's `Bulkheads` let requests in by their `route`, or turn them away; nobody is meant to wait inside. Facts of the
 * server: `entered` and, when its handler has settled, `left`, with `request` and `route`. The grid `Hull` shows how far each route fills
 * the server, and how many workers are idle.
 */
export class Divided implements Discipline {
  readonly routes = new Map<string, RouteCount>();
  private readonly bulkheads: Bulkheads;
  private readonly server: Server;
  private readonly inside: Fifo = new Fifo(Infinity);
  private readonly releases = new Map<Job, Release>();

  constructor(bulkheads: Bulkheads, server: Server) {
    this.bulkheads = bulkheads;
    this.server = server;
  }

  get waiting(): number {
    return this.inside.waiting;
  }

  arrive(job: Job, free: boolean): boolean {
    const route = routeOf(job);
    const release = this.bulkheads.tryEnter(route);
    const count = this.countOf(route);
    if (release === null) {
      count.refused++;
      return false;
    }
    if (typeof release !== 'function') throw new TypeError(`Bulkheads.tryEnter() returned ${String(release)}, neither a function nor null`);
    this.releases.set(job, release);
    this.changed('entered', job, ++count.inside);
    return this.inside.arrive(job, free);
  }

  next(): Job | undefined {
    return this.inside.next();
  }

  done(job: Job): void {
    const { server: { node, releasedTwice }, releases } = this;
    const release = releases.get(job)!;
    releases.delete(job);
    this.changed('left', job, --this.countOf(routeOf(job)).inside);
    if (releasedTwice.hits(job.request)) node.after(msToUs(CLOSED_AFTER_MS), release);
    release();
  }

  withdraw(job: Job): boolean {
    if (!this.inside.withdraw(job)) return false;
    this.done(job);
    return true;
  }

  private countOf(route: string): RouteCount {
    const known = this.routes.get(route);
    if (known) return known;
    const count: RouteCount = { inside: 0, refused: 0 };
    this.routes.set(route, count);
    return count;
  }

  private changed(type: 'entered' | 'left', job: Job, inside: number): void {
    const { node, spec } = this.server;
    const route = routeOf(job);
    node.world.history.fact(type, { request: job.request, route }, node.id, job.row);
    const hull = node.world.pictures?.grid('Hull', { column: 'part', group: 'route' });
    if (!hull) return;
    const total = [...this.routes.values()].reduce((sum, each) => sum + each.inside, 0);
    drawRow(hull, 'idle', Math.max(0, spec.workers - total), spec.workers);
    drawRow(hull, route, inside, spec.workers);
  }
}

function drawRow(hull: GridPicture, row: string, places: number, workers: number): void {
  const perCell = Math.ceil(workers / CELLS);
  for (let column = 0; column < CELLS; column++) {
    const first = perCell * column;
    if (first < places) hull.cell(row, column, `${first + 1}–${first + perCell}`, row === 'idle' ? '' : row);
    else hull.amend(row, column, '');
  }
  hull.label(row, '', row === 'idle' ? `${places} workers` : `${places} inside`);
}

/** Into which the picture divides the places of a server. */
const CELLS = 14;

const routeOf = ({ body }: Job): string => String((body as { route?: unknown }).route);

export function defineReleasedTwice(world: World, serverOf: (id: string) => Server): void {
  const kind: FaultKind<ReleasedTwiceFault> = {
    start: (_world, fault) => serverOf(fault.node).releasedTwice.add(fault, world.keyed(`releases of ${fault.id}`)),
    end: (_world, fault) => serverOf(fault.node).releasedTwice.remove(fault),
    sentence: ({ node, rate }) => `${node} gives the places of ${percent(rate)} of the requests back twice`,
  };
  world.faults.define('releasedTwice', kind as unknown as FaultKind);
}
