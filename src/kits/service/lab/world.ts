import { percent } from '../../../check/finding.ts';
import { type Fault, type FaultKind, msToUs, type SimNode, US_PER_MS } from '../../../sim/index.ts';
import type { OpenBar } from '../../../sim/pictures/timeline.ts';
import { Cluster } from '../../cluster/world.ts';
import type { Built, Stage } from '../../stage.ts';
import type { Claim, Cohort, Described, Injectable, Injection, Lab, Metrics } from './api.ts';
import { LabMeter } from './meter.ts';
import { type Injected, type LabEdge, STEP_MS, Traffic } from './traffic.ts';
import type { Group } from './users.ts';
import { Waits } from './waits.ts';

export interface LabSpec {
  readonly edges: readonly LabEdge[];
  readonly claims: readonly Claim[];
  readonly pagesPerSecond: number;
  readonly windowMs: number;
  /** The learner's function that is given the lab. */
  readonly handler: string;
  /** Drawn beside the users harmed. */
  readonly harmLimit: number;
}

/** A share of the pages of all users fails, for a reason that nobody knows. */
export type IncidentFault = Fault & { readonly share: number };

const LAB = 'lab';
const PICTURE = 'Experiments';
const METRICS_LATE_MS = 1_000;

/**
 * A page with dependencies, its users, and a program of the learner's that experiments on them. The program's answer is the
 * output of the operation `handler` of the client `team`. Facts: `injected` and `stopped` with `injection`, `edge`, `fault`,
 * `ms`, `percent` and (stopped) `hits`; `degraded` and `recovered` with `edge`, when what was injected reaches everybody;
 * `harmed` with `users`, whenever it has become more. Series: those of `LabMeter`. Phases: `Injection/page`. Timeline: `Experiments`.
 */
export class ChaosLab {
  private readonly stage: Stage;
  private readonly spec: LabSpec;
  private readonly cluster: Cluster;
  private readonly traffic: Traffic;
  private readonly meter: LabMeter;
  private readonly groups = new WeakMap<Cohort, Group>();
  private readonly bars = new Map<Injected, OpenBar | undefined>();
  private degradedBy: LabEdge | undefined;
  private injections = 0;
  private harmedBefore = 0;

  constructor(stage: Stage, spec: LabSpec) {
    const { world } = stage;
    this.stage = stage;
    this.spec = spec;
    this.meter = new LabMeter(world, spec.harmLimit);
    this.traffic = new Traffic(world, spec.pagesPerSecond, this.meter, edge => this.spreadChanged(edge));
    this.defineFaults();
    this.cluster = new Cluster(stage);
    this.cluster.functions([LAB], (exports, _ctx, { node }) => ({
      onRequest: () => (exports[spec.handler] as (lab: Lab) => Promise<unknown>)(this.labAt(node)),
    }));
  }

  /** Call once; the result is what a scenario's world returns. */
  start(): Built {
    const { stage: { world }, spec: { windowMs, handler, edges } } = this;
    world.pictures?.timeline(PICTURE).lanes('injected at', edges.map(({ id }) => id));
    this.cluster.start();
    this.cluster.ask(LAB, { client: 'team', f: handler, request: {}, timeoutMs: windowMs, hear: output => ({ outcome: 'ok', output }), done: () => this.stopAll() });
    world.after(msToUs(STEP_MS), step, this);
    return { endMs: windowMs + STEP_MS };
  }

  step(): void {
    const { traffic, stage: { world } } = this;
    traffic.step();
    this.meter.step(traffic);
    if (traffic.harmed > this.harmedBefore) world.history.fact('harmed', { users: traffic.harmed }, LAB);
    this.harmedBefore = traffic.harmed;
    world.after(msToUs(STEP_MS), step, this);
  }

  private labAt(node: SimNode): Lab {
    const { spec: { claims, pagesPerSecond, windowMs } } = this;
    const described: Described = Object.freeze({ claims: Object.freeze(claims.map(claim => Object.freeze({ ...claim }))), pagesPerSecond, windowMs });
    return Object.freeze<Lab>({
      describe: (() => described).bind(undefined),
      cohort: this.cohort.bind(this),
      inject: this.inject.bind(this),
      metrics: this.metrics.bind(this),
      sleep: ((ms: number): Promise<void> => new Promise(resolve => { node.after(msToUs(Math.max(0, Number(ms) || 0)), () => resolve()); })).bind(undefined),
    });
  }

  private cohort(wanted: unknown): Cohort {
    const share = Number(wanted);
    if (!(share >= 0.1 && share <= 100)) throw new TypeError(`cohort takes a percentage from 0.1 to 100, not ${String(wanted)}`);
    const { users, steps } = this.traffic;
    const group = users.form(share, steps);
    if (!group) throw new TypeError(`cohort: ${share} % of the users are not free; ${users.groups.reduce((sum, each) => sum + each.percent, 0)} % are in cohorts that were not released`);
    const cohort = Object.freeze<Cohort>({ percent: share, release: (() => this.release(group)).bind(undefined) });
    this.groups.set(cohort, group);
    return cohort;
  }

  private release(group: Group): void {
    for (const injected of this.traffic.injected.filter(each => each.group === group)) this.stop(injected);
    this.traffic.users.release(group);
  }

  private inject(edgeId: unknown, fault: Injectable, cohort: Cohort): Injection {
    const { spec: { edges }, traffic, stage: { world } } = this;
    const edge = edges.find(({ id }) => id === edgeId);
    if (!edge) throw new TypeError(`inject: there is no dependency ${String(edgeId)}; there are ${edges.map(({ id }) => id).join(', ')}`);
    const injected: Injected = { number: this.injections++, edge, fault: checked(fault), group: this.groupOf('inject', cohort), hits: 0 };
    traffic.injected.push(injected);
    const row = world.history.fact('injected', aboutOf(injected), LAB);
    world.trace?.locate(row);
    this.bars.set(injected, world.pictures?.timeline(PICTURE).begin('injected at', edge.id, wordsOf(injected), 'waiting', row));
    this.drawInjections();
    return Object.freeze<Injection>({ stop: (() => this.stop(injected)).bind(undefined) });
  }

  private stop(injected: Injected): void {
    const { traffic, stage: { world } } = this;
    const place = traffic.injected.indexOf(injected);
    if (place < 0) return;
    traffic.injected.splice(place, 1);
    const row = world.history.fact('stopped', { ...aboutOf(injected), hits: injected.hits }, LAB);
    world.trace?.locate(row);
    this.bars.get(injected)?.end({ text: `${wordsOf(injected)}: met by ${injected.hits} pages`, tone: 'neutral' });
    this.drawInjections();
  }

  private stopAll(): void {
    for (const injected of [...this.traffic.injected]) this.stop(injected);
  }

  private metrics(cohort: Cohort, lastMs: unknown): Metrics {
    const { stage: { world: { nowUs } } } = this;
    const nowMs = nowUs / US_PER_MS;
    const to = Math.floor((nowMs - METRICS_LATE_MS) / STEP_MS);
    const from = to - Math.max(1, Math.round((Number(lastMs) || 0) / STEP_MS));
    const steps = this.groupOf('metrics', cohort).between(Math.max(0, from), Math.max(0, to));
    const sum = (of: 'pages' | 'failed' | 'hits'): number => steps.reduce((total, each) => total + each[of], 0);
    const waits = Waits.of(steps.map(each => each.waits));
    return Object.freeze<Metrics>({ pages: sum('pages'), failed: sum('failed'), hits: sum('hits'), p50Ms: waits.quantileMs(0.5), p95Ms: waits.quantileMs(0.95) });
  }

  private groupOf(what: string, cohort: Cohort): Group {
    const group = typeof cohort === 'object' && cohort !== null ? this.groups.get(cohort) : undefined;
    if (!group) throw new TypeError(`${what} takes a cohort that lab.cohort() has returned`);
    if (group.released) throw new TypeError(`${what}: the cohort was released`);
    return group;
  }

  private drawInjections(): void {
    const { traffic: { injected }, stage: { world } } = this;
    world.history.phase('Injection/page', injected.map(each => `${each.edge.id}: ${wordsOf(each)}`).join('; '));
  }

  private spreadChanged(edge: LabEdge | undefined): void {
    const { stage: { world } } = this;
    if (edge) this.degradedBy = edge;
    const row = world.history.fact(edge ? 'degraded' : 'recovered', { edge: this.degradedBy?.id }, LAB);
    if (edge) world.pictures?.timeline(PICTURE).begin('everybody', 'pages', `fail because of ${edge.id}`, 'bad', row);
    else for (const bar of world.pictures?.timeline(PICTURE).openIn('everybody', 'pages') ?? []) bar.end();
  }

  private defineFaults(): void {
    const { traffic } = this;
    const incident: FaultKind<IncidentFault> = {
      start: (_world, { share }) => { traffic.incident += share; },
      end: (_world, { share }) => { traffic.incident -= share; },
      sentence: ({ share }) => `${percent(share)} of the pages of all users fail, whatever is injected`,
    };
    this.stage.world.faults.define('incident', incident as unknown as FaultKind);
  }
}

const wordsOf = ({ fault, group }: Injected): string => `${fault.kind === 'delay' ? `${fault.ms} ms late` : 'errors'}, ${group.percent} %`;

const aboutOf = ({ number, edge, fault, group }: Injected): Record<string, unknown> =>
  ({ injection: number, edge: edge.id, fault: fault.kind, ms: fault.kind === 'delay' ? fault.ms : 0, percent: group.percent });

function checked(fault: unknown): Injectable {
  const { kind, ms } = (fault ?? {}) as { kind?: unknown; ms?: unknown };
  if (kind === 'errors') return { kind };
  if (kind === 'delay' && typeof ms === 'number' && ms > 0 && ms < Infinity) return { kind, ms };
  throw new TypeError(`inject takes { kind: 'errors' } or { kind: 'delay', ms }`);
}

function step(lab: ChaosLab): void {
  lab.step();
}
