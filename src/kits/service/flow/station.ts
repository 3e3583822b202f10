import { Edge } from './edge.ts';
import type { FlowService } from './spec.ts';

/** An answer takes no longer than this, so that what depends on it stays finite. */
const LONGEST_MS = 120_000;

export interface StationCall {
  readonly edge: Edge;
  readonly to: Station;
  readonly perRequest: number;
  readonly fallback: boolean;
}

/** A service: what waits there, and what it does with it in a step. Amounts are requests, by kind of client. */
export class Station {
  readonly spec: FlowService;
  readonly calls: StationCall[];
  /** Has come in during this step. */
  readonly arrivals: Float64Array;
  readonly waiting: Float64Array;
  instances: number;
  /** Share of the instances that are lost. */
  lost = 0;
  /** Stands still: refuses everything. */
  down = false;
  /** Own work takes so many times as long. */
  slower = 1;
  /** 1: the cache is full; 0: empty. */
  warmth = 1;
  /** Share of what comes that is refused at once. */
  shed = 0;

  /** The shortest time that other services wait for it. */
  patienceMs = Infinity;

  /** Requests of the last step. */
  arrived = 0;
  served = 0;
  /** Share of the last step's arrivals that were let in. */
  accepted = 1;
  /** Requests that wait. */
  queue = 0;
  /** Wait of one that comes now. */
  waitMs = 0;
  responseMs: number;
  /** Requests that it can work off in a step. */
  capacity = 0;

  constructor(spec: FlowService, kinds: number, stepMs: number, stationOf: (id: string) => Station) {
    this.spec = spec;
    this.instances = spec.instances;
    this.calls = (spec.calls ?? []).map(call => ({ edge: new Edge(call, stepMs), to: stationOf(call.to), perRequest: call.perRequest ?? 1, fallback: call.fallback ?? false }));
    this.arrivals = new Float64Array(kinds);
    this.waiting = new Float64Array(kinds);
    this.responseMs = spec.serviceMs;
  }

  /** Own work on a request. */
  get serviceMs(): number {
    const { spec: { serviceMs, cache }, slower, warmth } = this;
    return serviceMs * slower * (cache ? 1 / (warmth + (1 - warmth) / cache.coldFactor) : 1);
  }

  /** Share of the requests served that it can answer, if it has the time. */
  get inner(): number {
    let share = 1;
    for (const { edge, fallback } of this.calls) if (!fallback) share *= edge.success;
    return share;
  }

  step(stepMs: number): void {
    const { arrivals, waiting, calls, spec } = this;
    let arrived = 0;
    for (let kind = 0; kind < arrivals.length; kind++) arrived += arrivals[kind]!;
    let heldMs = this.serviceMs;
    for (let i = 0; i < calls.length; i++) heldMs += calls[i]!.perRequest * calls[i]!.edge.attempts * calls[i]!.edge.attemptMs;
    const running = this.down ? 0 : this.instances * (1 - this.lost);
    this.capacity = (running * spec.workers * stepMs) / heldMs;
    const room = Math.max(0, running * spec.queue - this.queue + this.capacity);
    const coming = arrived * (1 - this.shed);
    const admitted = Math.min(coming, room);
    this.accepted = arrived > 0 ? admitted / arrived : this.down ? 0 : 1 - this.shed;
    const before = this.queue + admitted;
    this.served = Math.min(before, this.capacity);
    const share = before > 0 ? this.served / before : 0;
    for (let kind = 0; kind < arrivals.length; kind++) {
      const all = waiting[kind]! + arrivals[kind]! * this.accepted;
      const out = all * share;
      waiting[kind] = all - out;
      arrivals[kind] = 0;
      for (let i = 0; i < calls.length; i++) calls[i]!.to.arrivals[kind]! += out * calls[i]!.perRequest * calls[i]!.edge.attempts;
    }
    this.arrived = arrived;
    this.queue = before - this.served;
    this.waitMs = this.capacity > 0 ? Math.min(LONGEST_MS, (this.queue / this.capacity) * stepMs) : LONGEST_MS;
    this.responseMs = Math.min(LONGEST_MS, this.waitMs + heldMs);
  }

  /** Requests answered in time fill the cache. */
  warm(useful: number): void {
    const { cache } = this.spec;
    if (cache) this.warmth += (1 - this.warmth) * Math.min(1, useful / cache.requests);
  }

  /** Everything that waits is gone, and the cache is empty. */
  empty(): void {
    this.waiting.fill(0);
    this.queue = 0;
    if (this.spec.cache) this.warmth = 0;
  }
}
