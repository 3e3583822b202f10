import { type KeyedDraws, msToUs, type World } from '../../../sim/index.ts';
import { Instance, type Called } from './instance.ts';
import { Route } from './route.ts';
import type { FleetCall, FleetService, FleetSpec } from './spec.ts';
import { Store, type Replica } from './store.ts';

const STEP_MS = 200;
/** How demand wavers: this much up and down, anew so often. */
const WAVER = 0.03;
const WAVER_MS = 20_000;
/** A process that has ended is started again after this. */
const RESTART_MS = 60_000;
/** A new version: an instance is away for so long, then slow for so long; the next one's turn comes after `everyMs`. */
const DEPLOY = { awayMs: 4_000, coldMs: 8_000, colder: 2.5, everyMs: 15_000 };

/** A service and its callers' way to it. */
interface Group {
  readonly service: FleetService;
  readonly instances: readonly Instance[];
  /** Requests for each operation of a user, all attempts being first ones. */
  readonly perOperation: number;
  readonly zones: readonly { readonly instances: readonly Instance[]; readonly routes: readonly Route[] }[];
  /** Those that reads, and calls to services other than the store, go to in this step. */
  targets: readonly Instance[];
}

/**
 * Services of several instances in two zones, with a replicated store, as quantities that flow, in steps of 200 ms: a `Flow`
 * for when it matters which instance, which zone and which copy. Balancers spread calls evenly over the instances that they
 * believe to be up; what a full queue drops, a dead process gets or a cut swallows is a timeout for its caller.
 *
 * It is stepped when somebody looks or acts: call `catchUp` before either.
 */
export class Fleet {
  readonly world: World;
  readonly spec: FleetSpec;
  readonly instances: readonly Instance[];
  readonly routes: readonly Route[];
  readonly store: Store;
  /** Services of which a new version went out, with the instant of the first instance. */
  readonly deploys: { readonly service: string; readonly atUs: number }[] = [];
  /** Processes that ended, in order. */
  readonly deaths: { readonly instance: Instance; readonly atUs: number }[] = [];
  /** Nothing passes between the zones. */
  isCut = false;
  /** Everything is done in this zone alone. */
  onlyZone: string | undefined;
  /** Times as many users as usual. */
  factor = 1;
  /** Operations of users since the beginning. */
  readonly counted = { asked: 0, answered: 0 };
  private readonly users: Route;
  private readonly groups = new Map<string, Group>();
  private readonly order: readonly Group[];
  private readonly writing: readonly { readonly zone: string; readonly route: Route }[];
  private readonly draws: KeyedDraws;
  private readonly due = new Map<number, (() => void)[]>();
  private steps = 0;

  constructor(world: World, spec: FleetSpec) {
    const { services, users, zones, store: { service, leader } } = spec;
    this.world = world;
    this.spec = spec;
    this.draws = world.keyed('fleet');
    this.users = new Route('internet', { ...users, perRequest: 1, retries: 0 }, { stepMs: STEP_MS, awaited: 1, reaches: () => true });
    for (const [index, each] of services.entries()) this.groups.set(each.id, this.groupOf(each, index));
    this.order = [...this.groups.values()];
    this.instances = this.order.flatMap(({ instances }) => instances);
    this.routes = [this.users, ...this.order.flatMap(group => group.zones.flatMap(({ routes }) => routes))];
    this.writing = this.order.flatMap(group => group.zones.flatMap(({ routes }, index) => routes.filter(({ call }) => call.writes).map(route => ({ zone: zones[index]!, route }))));
    const writes = this.order.reduce((sum, { service: { calls = [] }, perOperation }) => sum + calls.reduce((all, call) => all + (call.writes ? call.perRequest * perOperation : 0), 0), 0);
    this.store = new Store(this.instancesOf(service), { leader, zones, stepMs: STEP_MS, usualPerSecond: writes * users.perSecond, reaches: (one, other) => !this.isCut || one === other });
  }

  get stepMs(): number {
    return STEP_MS;
  }

  instancesOf(service: string): readonly Instance[] {
    return this.group(service).instances;
  }

  find(id: string): Instance | undefined {
    return this.instances.find(instance => instance.id === id);
  }

  routesOf(from: string, to: string): Route[] {
    return this.routes.filter(route => route.from === from && route.call.to === to);
  }

  /** How long the most impatient callers of a service wait for it. */
  patienceWith(service: string): number {
    const { services, users } = this.spec;
    const timeouts = services.flatMap(({ calls = [] }) => calls.filter(({ to }) => to === service).map(({ timeoutMs }) => timeoutMs));
    return Math.min(...timeouts, ...users.to === service ? [users.timeoutMs] : []);
  }

  /** Requests a second that users mean a service to get, without anybody's second attempts. */
  demandOf(service: string): number {
    return this.spec.users.perSecond * this.factor * this.group(service).perOperation;
  }

  /** Of these, what it could do now, with the instances that are up, in use and let in. */
  possibleAt(service: string): number {
    let most = 0;
    let shed = 0;
    for (const instance of this.instancesOf(service)) {
      shed = Math.max(shed, instance.shed);
      if (!instance.isDrained && this.isUsed(instance)) most += instance.perSecond;
    }
    return Math.min(most, (1 - shed) * this.demandOf(service));
  }

  /** How old what users read may be, milliseconds. */
  oldestMs(): number {
    let oldest = 0;
    for (const replica of this.store.replicas) if (replica.instance.isUp && this.isRead(replica)) oldest = Math.max(oldest, this.store.ageMs(replica));
    return oldest;
  }

  /** Whether users' reads go to a replica. */
  isRead({ instance, isRead, role }: Replica): boolean {
    return isRead && role !== 'fenced' && instance.isInRotation && this.isUsed(instance);
  }

  /** Ends a process; it is started again after a minute. */
  crash(instance: Instance): void {
    if (!instance.isUp) return;
    instance.crash();
    this.deaths.push({ instance, atUs: this.world.nowUs });
    this.later(RESTART_MS, () => instance.start());
  }

  /** A new version, one instance after the other. */
  deploy(service: string): void {
    this.deploys.push({ service, atUs: this.world.nowUs });
    this.instancesOf(service).forEach((instance, index) => this.later(index * DEPLOY.everyMs, () => this.renew(instance)));
  }

  /** Does something after so long, at the beginning of a step. */
  later(delayMs: number, what: () => void): void {
    const step = this.steps + Math.max(0, Math.round(delayMs / STEP_MS));
    this.due.set(step, [...this.due.get(step) ?? [], what]);
  }

  /** Does all steps up to the present. */
  catchUp(): void {
    const stepUs = msToUs(STEP_MS);
    while ((this.steps + 1) * stepUs <= this.world.nowUs) this.step();
  }

  private step(): void {
    for (const what of this.due.get(this.steps) ?? []) what();
    this.due.delete(this.steps);
    for (const group of this.order) group.targets = this.targetsOf(group);
    this.ask();
    for (const group of this.order) this.serve(group);
    for (const route of this.routes) route.learn();
    this.counted.asked += this.users.firstAttempts;
    this.counted.answered += this.users.answered;
    for (const { route: { targets: [leader], firstAttempts, answered } } of this.writing) if (leader) this.store.write(leader, Math.min(firstAttempts, answered));
    this.store.step();
    this.steps++;
  }

  private ask(): void {
    const { spec: { users: { perSecond, to } }, steps } = this;
    const waver = 1 + WAVER * (2 * this.draws.at(Math.floor((steps * STEP_MS) / WAVER_MS)) - 1);
    this.users.send((perSecond * this.factor * waver * STEP_MS) / 1_000, this.group(to).targets);
  }

  private serve({ zones }: Group): void {
    for (let index = 0; index < zones.length; index++) {
      const { instances, routes } = zones[index]!;
      const called = calledBy(routes);
      let served = 0;
      for (const instance of instances) {
        if (!instance.step(STEP_MS, called)) this.crash(instance);
        served += instance.served;
      }
      for (const route of routes) route.send(served * route.call.perRequest, route.call.writes ? this.leaderFor(this.spec.zones[index]!) : this.group(route.call.to).targets);
    }
  }

  private targetsOf({ service: { id }, instances }: Group): readonly Instance[] {
    if (id === this.spec.store.service) return this.store.replicas.filter(replica => this.isRead(replica)).map(({ instance }) => instance);
    return instances.filter(instance => instance.isInRotation && this.isUsed(instance));
  }

  private leaderFor(zone: string): readonly Instance[] {
    const leader = this.store.leaderFor(zone)?.instance;
    return leader && this.isUsed(leader) ? [leader] : [];
  }

  private renew(instance: Instance): void {
    if (!instance.isUp) return;
    instance.crash();
    this.later(DEPLOY.awayMs, () => {
      instance.start();
      instance.slower *= DEPLOY.colder;
      this.later(DEPLOY.coldMs, () => { instance.slower /= DEPLOY.colder; });
    });
  }

  /** Not in a zone that was given up. */
  private isUsed({ zone }: Instance): boolean {
    return (this.onlyZone ?? zone) === zone;
  }

  private group(service: string): Group {
    const group = this.groups.get(service);
    if (!group) throw new Error(`there is no service called ${service}; there are ${[...this.groups.keys()].join(', ')}`);
    return group;
  }

  /** Its callers' groups exist already. */
  private groupOf(service: FleetService, index: number): Group {
    const { id, bearsMs, calls = [] } = service;
    const callers = [...this.groups.values()];
    const perOperation = (id === this.spec.users.to ? 1 : 0) + callers.reduce((sum, caller) => sum + (caller.service.calls ?? []).reduce((all, { to, perRequest }) => all + (to === id ? perRequest * caller.perOperation : 0), 0), 0);
    const bears = (number: number): number => (bearsMs ? bearsMs[0] + (bearsMs[1] - bearsMs[0]) * this.draws.at(index, number, 1) : Infinity);
    const patienceMs = this.patienceWith(id);
    const instances = service.zones.map((_, number) => new Instance(service, number, { patienceMs, bearsMs: bears(number) }));
    const zones = this.spec.zones.map(zone => ({
      instances: instances.filter(instance => instance.zone === zone),
      routes: calls.map((call: FleetCall) => new Route(id, call, { stepMs: STEP_MS, awaited: Math.max(1, Math.floor(patienceMs / call.timeoutMs)), reaches: other => !this.isCut || zone === other })),
    }));
    return { service, instances, perOperation, zones, targets: instances };
  }
}

/** A call of which more than this share fails is felt by the slowest hundredth of the requests. */
const FELT = 0.02;

function calledBy(routes: readonly Route[]): Called {
  let calledMs = 0;
  let inner = 1;
  let slowestCallMs = 0;
  for (const { call: { perRequest }, edge } of routes) {
    calledMs += perRequest * edge.attempts * edge.attemptMs;
    inner *= 1 - Math.min(1, perRequest) * (1 - edge.success);
    if (edge.failing > FELT) slowestCallMs = Math.max(slowestCallMs, edge.timeoutMs * Math.min(2, edge.attempts));
  }
  return { calledMs, inner, slowestCallMs };
}
