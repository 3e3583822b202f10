import { EPOCH_MS, msToUs, type PictureRecorder, US_PER_MS } from '../../../sim/index.ts';
import { Cluster, type Heard } from '../../cluster/world.ts';
import { defineFlowFaults } from '../../service/flow/faults.ts';
import { Flow } from '../../service/flow/flow.ts';
import type { FlowSpec } from '../../service/flow/spec.ts';
import type { Built, Stage } from '../../stage.ts';
import type { ChangeEntry, Diagnosis, Page } from '../console/api.ts';
import { consoleAt } from '../console/console.ts';
import { flowActions } from './actions.ts';
import type { FlowActions } from './api.ts';
import { drawStretches } from './picture.ts';
import { FlowPlant } from './plant.ts';

export interface FlowOutage {
  readonly flow: FlowSpec;
  /** The service that `failoverDb` is about. */
  readonly database: string;
  /** The learner's function that is called when the pager rings. */
  readonly handler: string;
  readonly pageText: string;
  /** The pager rings when the share of the operations that are answered has been below this for `pageAfterMs`. */
  readonly pageBelow: number;
  readonly pageAfterMs: number;
  /** Share of the operations answered, of those before the outage, that is promised to users. */
  readonly promised: number;
  /** From the beginning of the run. */
  readonly lastsMs: number;
  readonly cause: string;
  /** Where the cause is, by the state of the world when the pager rings; several if there is more than one right answer, none if it is not asked. */
  where(flow: Flow): readonly string[];
  /** Entries of the change log beside releases; `atMs` from the beginning of the run, possibly before. */
  readonly changes?: readonly (Omit<ChangeEntry, 'at'> & { readonly atMs: number })[];
}

const METER_MS = 5_000;
const OPERATOR = 'oncall';
/** What was usual is measured until then. */
const USUAL_MS = 30_000;

/**
 * Services under load with an operator on call. Facts: `page`; `injected` with `cause` and `where`, when the pager rings; those
 * of `consoleAt`; `harm` with `why`; `turned-away` with `client`, and of its `operations` after the page those `refused` by
 * limits and by what its first service sheds, at the end. Series, each 5 s: `Operations/asked`, `/answered`, and `Promise/kept`, 1 or 0: kept is the share that is
 * promised, with no limit in force. The operator's answer is the output of the operation `handler`.
 */
export class FlowIncident {
  readonly flow: Flow;
  private readonly stage: Stage;
  private readonly outage: FlowOutage;
  private readonly cluster: Cluster;
  private page: Page | undefined;
  private usual = 1;

  constructor(stage: Stage, outage: FlowOutage) {
    const { world } = stage;
    this.stage = stage;
    this.outage = outage;
    this.flow = new Flow(world, outage.flow, METER_MS);
    this.flow.meters.add('limits', 'all', () => Number(this.isLimited));
    defineFlowFaults(this.flow);
    this.cluster = new Cluster(stage);
    this.cluster.functions([OPERATOR], (exports, _ctx, { node }) => ({
      onRequest: async () => {
        const harm = (why: string): void => {
          const row = world.history.fact('harm', { why }, OPERATOR);
          world.pictures?.timeline('Incident').point(OPERATOR, 'acts', why, 'bad', row);
        };
        const plant = new FlowPlant(this.flow, flowActions(this.flow, outage.database, harm), this.changes(), () => this.isKept);
        return (exports[outage.handler] as (console: FlowActions) => Promise<unknown>)(consoleAt<FlowActions>(node, plant, this.page!));
      },
    }));
  }

  /** Call once; the result is what a scenario's world returns. */
  start(): Built {
    const { stage: { world }, outage: { lastsMs } } = this;
    this.cluster.start();
    world.after(msToUs(METER_MS), watch, this);
    world.at(msToUs(lastsMs) - 1, finish, this);
    return { endMs: lastsMs };
  }

  /** Rings the pager when it is time. */
  watch(): void {
    const { flow, stage: { world }, outage: { pageBelow, pageAfterMs } } = this;
    flow.catchUp();
    const shares = this.shares();
    if (world.nowUs <= msToUs(USUAL_MS)) this.usual = Math.max(...shares);
    const needed = pageAfterMs / METER_MS;
    if (shares.length >= needed && shares.slice(-needed).every(share => share < pageBelow)) this.ring();
    else world.after(msToUs(METER_MS), watch, this);
  }

  finish(): void {
    const { flow, stage: { world: { history, pictures } }, outage: { database } } = this;
    flow.catchUp();
    const { meters } = flow;
    const column = (name: string, where: string): readonly number[] => meters.column(name, where)!;
    const atUs = (index: number): number => (index + 1) * msToUs(meters.intervalMs);
    const draw = (name: string, unit: string, values: readonly number[]): void => values.forEach((value, index) => history.sample(name, unit, value, atUs(index)));
    const asked = this.sum('firstAttempts');
    const answered = this.sum('ok');
    draw('Operations/asked', '/s', asked);
    draw('Operations/answered', '/s', answered);
    const kept = asked.map((all, index) => Number(answered[index]! >= this.outage.promised * this.usual * all && column('limits', 'all')[index] === 0));
    draw('Promise/kept', '', kept);
    if (pictures) this.drawSystem(pictures, kept, answered);
    draw(`Load of ${database}/attempts`, '/s', column('arrivals', database));
    draw(`Load of ${database}/limit`, '/s', column('capacity', database));
    for (const layer of this.layers()) draw(`Attempts for each call/${layer}`, '', column('attempts', layer).map((attempts, index) => attempts / Math.max(0.001, column('firstAttempts', layer)[index]!)));
    draw(`Queue of ${database}/age`, 'ms', column('queueAge', database));
    const warm = meters.column('hitRatio', database);
    if (warm) draw(`Cache of ${database}/warm`, '', warm);
    this.tellTurnedAway();
  }

  /** `kept`: the promise, `answered`: operations a second, by interval. */
  private drawSystem(pictures: PictureRecorder, kept: readonly number[], answered: readonly number[]): void {
    const { flow: { meters }, outage: { database } } = this;
    const intervalUs = msToUs(METER_MS);
    const timeline = pictures.timeline('Incident');
    const limited = meters.column('limits', 'all')!;
    const plane = pictures.plane('Load and answers', { label: `attempts at ${database}`, unit: '/s' }, { label: 'operations answered', unit: '/s' });
    meters.column('arrivals', database)!.forEach((attempts, index) => plane.point(attempts, answered[index]!, (index + 1) * intervalUs));
    drawStretches(timeline, { lane: 'promise', yes: 'kept', no: 'broken', tones: { yes: 'good', no: 'bad' } }, kept, intervalUs);
    drawStretches(timeline, { lane: 'limits', yes: 'throttle or shedding in force', no: '', tones: { yes: 'waiting', no: 'neutral' } }, limited.map(value => Number(value !== 0)), intervalUs);
  }

  private ring(): void {
    const { flow, cluster, stage: { world }, outage: { handler, pageText, lastsMs, cause, where } } = this;
    const page: Page = { text: pageText, at: EPOCH_MS + Math.round(world.nowUs / US_PER_MS) };
    this.page = page;
    world.pictures?.timeline('Incident').lanes(OPERATOR, ['pager', 'looks', 'acts', 'declares']);
    const row = world.history.fact('page', { text: pageText }, OPERATOR);
    world.pictures?.timeline('Incident').point(OPERATOR, 'pager', 'page', 'bad', row);
    world.history.fact('injected', { cause, where: where(flow) });
    const drawVerdict = ({ outcome, output }: Heard): void => world.pictures?.timeline('Incident').point(OPERATOR, 'declares', outcome === 'ok' ? verdictWords(output) : 'no verdict', outcome === 'ok' ? 'neutral' : 'bad');
    cluster.ask(OPERATOR, { client: 'pager', f: handler, request: page, timeoutMs: lastsMs - world.nowUs / US_PER_MS - 10, hear: output => ({ outcome: 'ok', output }), done: drawVerdict });
  }

  private tellTurnedAway(): void {
    const { flow: { meters, users }, stage: { world: { history } }, page } = this;
    if (!page) return;
    const from = Math.ceil((page.at - EPOCH_MS) / meters.intervalMs);
    const total = (values: readonly number[]): number => values.slice(from).reduce((sum, value) => sum + value, 0) * (meters.intervalMs / 1_000);
    for (const client of users.keys()) {
      history.fact('turned-away', { client, operations: Math.round(total(meters.column('firstAttempts', client)!)), refused: Math.round(total(meters.column('refused', client)!)) });
    }
  }

  private get isLimited(): boolean {
    for (const users of this.flow.users.values()) if (users.limit !== Infinity) return true;
    for (const station of this.flow.stations.values()) if (station.shed > 0) return true;
    return false;
  }

  private get isKept(): boolean {
    return !this.isLimited && this.shares().at(-1)! >= this.outage.promised * this.usual;
  }

  /** Share of the operations that are answered, by interval. */
  private shares(): number[] {
    const asked = this.sum('firstAttempts');
    return this.sum('ok').map((ok, index) => ok / asked[index]!);
  }

  /** Of all users. */
  private sum(name: string): number[] {
    const columns = [...this.flow.users.keys()].map(id => this.flow.meters.column(name, id)!);
    return columns[0]!.map((_, index) => columns.reduce((sum, column) => sum + column[index]!, 0));
  }

  private layers(): string[] {
    return [...this.flow.users.keys(), ...[...this.flow.stations.values()].filter(({ calls }) => calls.length > 0).map(({ spec }) => spec.id)];
  }

  private changes(): ChangeEntry[] {
    return (this.outage.changes ?? []).map(({ atMs, ...change }) => ({ ...change, at: EPOCH_MS + atMs }));
  }
}

/** Layers that make the most attempts for each call, with those that make nearly as many: over the last 15 s. */
export function loudestLayers({ meters, users, stations }: Flow): string[] {
  const loud = [...users.keys(), ...stations.keys()].flatMap(layer => {
    const [attempts, first] = [meters.column('attempts', layer)?.slice(-3), meters.column('firstAttempts', layer)?.slice(-3)];
    if (!attempts || !first) return [];
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    return [{ layer, ratio: sum(attempts) / Math.max(0.001, sum(first)) }];
  });
  const loudest = Math.max(...loud.map(({ ratio }) => ratio));
  return loud.filter(({ ratio }) => ratio >= 0.9 * loudest).map(({ layer }) => layer);
}

/** A diagnosis in words; whatever else was answered as it is. */
function verdictWords(verdict: unknown): string {
  const { cause, where } = (verdict ?? {}) as Partial<Diagnosis>;
  return typeof cause === 'string' && typeof where === 'string' ? `verdict: ${cause} at ${where}` : `verdict: ${JSON.stringify(verdict)}`;
}

function watch(incident: FlowIncident): void {
  incident.watch();
}

function finish(incident: FlowIncident): void {
  incident.finish();
}
