import { type KeyedDraws, lognormal, quantileOf, type World } from '../../../sim/index.ts';
import type { Injectable } from './api.ts';
import type { LabMeter } from './meter.ts';
import { Users, type Group } from './users.ts';

/** A dependency of the page, and what becomes of pages if it is ill. */
export interface LabEdge {
  readonly id: string;
  /** Share of the pages that call it. */
  readonly usage: number;
  /** Absent: whatever happens there costs next to nothing. */
  readonly weakness?: {
    readonly to: Injectable['kind'];
    /** `failures`: a share of the pages that meet the fault cannot be shown; `waiting`: they wait as long as the answer is late. */
    readonly shows: 'failures' | 'waiting';
    readonly share: number;
  };
  /** Errors there make callers try again so often that the pages of all users begin to fail. */
  readonly spreads?: boolean;
}

export interface Injected {
  readonly number: number;
  readonly edge: LabEdge;
  readonly fault: Injectable;
  readonly group: Group;
  /** Pages that have met it. */
  hits: number;
}

export const STEP_MS = 500;
/** Share of the pages that fail on any day. */
const USUAL = 0.003;
/** Of the pages that meet a fault which the page survives. */
const LEAK = 0.002;
/** What a page waits for an answer that it can do without. */
const PATIENCE_MS = 40;
/** A delay from which on an answer counts as missing, for pages that cannot do without. */
const SLOW_MS = 1_000;
/** Times of a page without faults, equally likely. */
const PAGE_MS = Array.from({ length: 500 }, (_, index) => quantileOf(lognormal(180, 0.35), (index + 0.5) / 500));

/** How failures spread, in shares of all pages a second. */
const SPREADS_AFTER_MS = 2_000;
const SPREADS = 0.01;
const MOST_SPREAD = 0.4;
const SUBSIDES = 0.03;
const DEGRADED = 0.02;

/** Draws of a page. */
const USER = 0;
const FAILS = 1;
const HARMED = 2;
const WAITS = 3;
const HITS = 4;

/**
 * Pages of all users, in steps of half a second: each page belongs to a user, calls dependencies, and fails or does not. A
 * statistical model: no page is a message.
 */
export class Traffic {
  readonly users = new Users();
  readonly injected: Injected[] = [];
  /** Share of the pages that fail for a reason of their own. */
  incident = 0;
  /** Steps done. */
  steps = 0;
  /** Pages that failed because of what was injected. */
  harmed = 0;
  private readonly pagesPerStep: number;
  private readonly draws: KeyedDraws;
  private readonly meter: LabMeter;
  private readonly spreadChanged: (edge: LabEdge | undefined) => void;
  private spread = 0;
  private spreadingMs = 0;
  private pages = 0;

  constructor(world: World, pagesPerSecond: number, meter: LabMeter, spreadChanged: Traffic['spreadChanged']) {
    this.draws = world.keyed('pages');
    this.pagesPerStep = (pagesPerSecond * STEP_MS) / 1_000;
    this.meter = meter;
    this.spreadChanged = spreadChanged;
  }

  step(): void {
    this.flow();
    const { draws, users, pagesPerStep } = this;
    const count = Math.floor(pagesPerStep * (0.9 + 0.2 * draws.at(this.steps, 0, HITS + 99)) + draws.at(this.steps, 1, HITS + 99));
    for (let i = 0; i < count; i++) this.page(this.pages++);
    for (const group of users.groups) group.closeStep();
    this.steps++;
  }

  private page(number: number): void {
    const { draws, users, incident, spread } = this;
    const group = users.groupOf(draws.at(number, 0, USER));
    const natural = draws.at(number, 0, FAILS) < USUAL + incident;
    if (!group) {
      const harmed = spread > 0 && !natural && draws.at(number, 0, HARMED) < spread;
      if (harmed) this.harmed++;
      return this.meter.page('others', natural || harmed);
    }
    let survives = 1 - spread;
    let waitMs = PAGE_MS[Math.floor(PAGE_MS.length * draws.at(number, 0, WAITS))]!;
    let injected = false;
    let hit = false;
    for (let i = 0; i < this.injected.length; i++) {
      const each = this.injected[i]!;
      if (each.group !== group) continue;
      injected = true;
      if (draws.at(number, each.number, HITS) >= each.edge.usage) continue;
      hit = true;
      each.hits++;
      const { fails, waitsMs } = effectOf(each);
      survives *= 1 - fails;
      waitMs += waitsMs;
    }
    const harmed = !natural && draws.at(number, 0, HARMED) < 1 - survives;
    if (harmed) this.harmed++;
    const failed = natural || harmed;
    const { current } = group;
    current.pages++;
    if (failed) current.failed++;
    if (hit) current.hits++;
    current.waits.add(waitMs);
    this.meter.page(injected ? 'injected' : 'others', failed, waitMs);
  }

  /** What spreads, spreads on or subsides. */
  private flow(): void {
    const { injected } = this;
    const source = injected.find(({ edge, fault }) => edge.spreads && fault.kind === 'errors');
    const before = this.spread;
    this.spreadingMs = source ? this.spreadingMs + STEP_MS : 0;
    if (this.spreadingMs > SPREADS_AFTER_MS) this.spread = Math.min(MOST_SPREAD, before + (SPREADS * STEP_MS) / 1_000);
    else if (!source) this.spread = Math.max(0, before - (SUBSIDES * STEP_MS) / 1_000);
    if (before < DEGRADED && this.spread >= DEGRADED) this.spreadChanged(source?.edge);
    else if (before >= DEGRADED && this.spread < DEGRADED) this.spreadChanged(undefined);
  }
}

/** What a fault does to a page that meets it. */
function effectOf({ edge: { weakness }, fault }: Injected): { readonly fails: number; readonly waitsMs: number } {
  const lateMs = fault.kind === 'delay' ? fault.ms : 0;
  if (weakness?.to !== fault.kind) return { fails: LEAK, waitsMs: Math.min(lateMs, PATIENCE_MS) };
  if (weakness.shows === 'waiting') return { fails: LEAK, waitsMs: lateMs };
  return { fails: fault.kind === 'errors' || lateMs >= SLOW_MS ? weakness.share : LEAK, waitsMs: Math.min(lateMs, SLOW_MS) };
}
