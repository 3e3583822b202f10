import { inTime } from '../flow/edge.ts';
import type { FleetService } from './spec.ts';

/** A balancer notices so late that an instance is gone. */
const NOTICED_MS = 2_000;
/** An answer takes no longer than this, so that what depends on it stays finite. */
const LONGEST_MS = 60_000;

/** What the calls that a service makes for a request are like, in one zone. */
export interface Called {
  readonly calledMs: number;
  readonly inner: number;
  readonly slowestCallMs: number;
}

/** One process of a service: what waits there, and what it does with it in a step. */
export class Instance {
  readonly id: string;
  readonly service: FleetService;
  readonly zone: string;
  isUp = true;
  /** Gets nothing to do, by somebody's will. */
  isDrained = false;
  /** Its own work takes so many times as long, without more of the processor. */
  slower = 1;
  /** Share of what comes that is refused, and told not to come again. */
  shed = 0;
  /** Requests that have come in during this step, and those of them that are first attempts. */
  arrivals = 0;
  firstArrivals = 0;

  /** Requests since the beginning; errors: those that were not answered well while their caller waited. */
  readonly counted = { attempts: 0, firstAttempts: 0, errors: 0 };

  /** Requests that wait. */
  queue = 0;
  /** Of the last step, requests. */
  served = 0;
  /** Of the last step, share of the arrivals. */
  accepted = 1;
  /** Share of what it lets in that it can answer, if it has the time, with what its own calls bring. */
  inner = 1;
  waitMs = 0;
  /** Of those of its calls that often fail: how long the slowest keeps it waiting. */
  slowestCallMs = 0;
  responseMs: number;
  private fullLoadMs = 0;
  private downMs = 0;
  private readonly bearsMs: number;
  private readonly patienceMs: number;

  /** `patienceMs`: how long callers wait. `bearsMs`: how long it bears full load. */
  constructor(service: FleetService, index: number, { patienceMs, bearsMs }: { readonly patienceMs: number; readonly bearsMs: number }) {
    this.id = `${service.id}-${index + 1}`;
    this.service = service;
    this.zone = service.zones[index]!;
    this.bearsMs = bearsMs;
    this.patienceMs = patienceMs;
    this.responseMs = service.workMs;
  }

  /** Balancers send requests here. */
  get isInRotation(): boolean {
    return !this.isDrained && (this.isUp || this.downMs < NOTICED_MS);
  }

  /** Requests a second that it can do at present. */
  get perSecond(): number {
    return this.isUp ? this.service.perSecond / this.slower : 0;
  }

  /** Share of the processor that was busy in the last step. */
  load(stepMs: number): number {
    return (this.served * 1_000) / (this.service.perSecond * stepMs);
  }

  /** `calledMs`: how long its own calls for a request take; `inner`, `slowestCallMs`: as above. False: this was too much for it. */
  step(stepMs: number, { calledMs, inner, slowestCallMs }: Called): boolean {
    const { counted, arrivals: arrived, service, shed } = this;
    counted.attempts += arrived;
    counted.firstAttempts += this.firstArrivals;
    this.arrivals = 0;
    this.firstArrivals = 0;
    this.inner = inner;
    this.slowestCallMs = slowestCallMs;
    if (!this.isUp) {
      this.downMs += stepMs;
      this.accepted = 0;
      this.served = 0;
      counted.errors += arrived;
      return true;
    }
    const capacity = (this.perSecond * stepMs) / 1_000;
    const room = service.queue - this.queue + capacity;
    const coming = arrived * (1 - shed);
    const admitted = coming < room ? coming : room;
    this.accepted = arrived > 0 ? admitted / arrived : 1 - shed;
    const before = this.queue + admitted;
    this.served = before < capacity ? before : capacity;
    this.queue = before - this.served;
    this.waitMs = Math.min(LONGEST_MS, (this.queue / capacity) * stepMs);
    this.responseMs = this.waitMs + service.workMs * this.slower + calledMs;
    counted.errors += arrived * (1 - this.accepted * inner * inTime(this.responseMs, this.patienceMs));
    this.fullLoadMs = this.load(stepMs) > 0.99 ? this.fullLoadMs + stepMs : 0;
    return this.fullLoadMs < this.bearsMs;
  }

  crash(): void {
    this.isUp = false;
    this.downMs = 0;
    this.queue = 0;
    this.fullLoadMs = 0;
  }

  start(): void {
    this.isUp = true;
  }
}
