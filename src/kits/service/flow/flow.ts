import { type KeyedDraws, msToUs, type World } from '../../../sim/index.ts';
import { inTime, Edge } from './edge.ts';
import { FlowMeters } from './meters.ts';
import { Station } from './station.ts';
import type { FlowClient, FlowSpec } from './spec.ts';

/** Users of one kind, and what became of their operations in the last step. */
export class Users {
  readonly spec: FlowClient;
  readonly edge: Edge;
  readonly to: Station;
  /** Times as many as usual. */
  factor = 1;
  /** Lets in no more than this share of what they usually send. */
  limit = Infinity;
  operations = 0;
  attempts = 0;
  /** Share of the attempts that the limit turns away. */
  refused = 0;

  constructor(spec: FlowClient, to: Station, stepMs: number) {
    this.spec = spec;
    this.edge = new Edge(spec, stepMs);
    this.to = to;
  }

  get success(): number {
    return this.edge.success;
  }
}

/** How demand wavers: this much up and down, anew so often. */
const WAVER = 0.03;
const WAVER_MS = 20_000;

/**
 * Services and their users as quantities that flow, in steps. Nothing is a single request: a service has a queue, a capacity
 * and workers that its own calls hold; a caller sends more attempts the more of them fail (at most its retries, or its budget);
 * a queue that is longer than its callers wait is worked off for nobody. That is enough for storms that outlive their cause
 * (Bronson et al., "Metastable Failures in Distributed Systems", HotOS 2021) and for failures that travel from pool to pool.
 *
 * It is stepped when somebody looks or acts: call `catchUp` before either.
 */
export class Flow {
  readonly world: World;
  readonly spec: FlowSpec;
  readonly stations = new Map<string, Station>();
  readonly users = new Map<string, Users>();
  readonly meters: FlowMeters;
  /** Releases in force, in order. */
  readonly releases: { readonly service: string; readonly atUs: number; undo(): void }[] = [];
  private readonly order: Station[];
  private readonly kinds: Users[];
  private readonly draws: KeyedDraws;
  private steps = 0;

  constructor(world: World, spec: FlowSpec, meterMs: number) {
    this.world = world;
    this.spec = spec;
    this.draws = world.keyed('flow');
    const stationOf = (id: string): Station => {
      const station = this.stations.get(id);
      if (!station) throw new Error(`there is no service called ${id} after its caller; there are ${[...this.stations.keys()].join(', ')}`);
      return station;
    };
    // From the last one called to the first caller.
    for (const service of [...spec.services].reverse()) this.stations.set(service.id, new Station(service, spec.clients.length, spec.stepMs, stationOf));
    for (const client of spec.clients) this.users.set(client.id, new Users(client, stationOf(client.to), spec.stepMs));
    for (const station of this.stations.values()) for (const { to, edge } of station.calls) to.patienceMs = Math.min(to.patienceMs, edge.timeoutMs);
    this.order = spec.services.map(({ id }) => this.stations.get(id)!);
    this.kinds = [...this.users.values()];
    this.meters = new FlowMeters(this.order, this.kinds, meterMs, spec.stepMs);
  }

  station(id: string): Station {
    const station = this.stations.get(id);
    if (!station) throw new Error(`there is no service called ${id}; there are ${[...this.stations.keys()].join(', ')}`);
    return station;
  }

  usersOf(id: string): Users {
    const users = this.users.get(id);
    if (!users) throw new Error(`there are no users called ${id}; there are ${[...this.users.keys()].join(', ')}`);
    return users;
  }

  /** Calls of a client or of a service: the layer that makes attempts. A service has a policy for each of its calls. */
  edgesOf(layer: string): Edge[] {
    const users = this.users.get(layer);
    return users ? [users.edge] : this.stations.get(layer)?.calls.map(({ edge }) => edge) ?? [];
  }

  /** A new version of a service, which makes another one slower. */
  release(service: string, slows: string, factor: number): void {
    this.station(slows).slower *= factor;
    this.releases.push({ service, atUs: this.world.nowUs, undo: () => { this.station(slows).slower /= factor; } });
  }

  /** Back to the version before the last release of a service; false if there was none. */
  rollBack(service: string): boolean {
    const last = this.releases.filter(release => release.service === service).at(-1);
    if (!last) return false;
    this.releases.splice(this.releases.indexOf(last), 1);
    last.undo();
    return true;
  }

  /** Does all steps up to the present. */
  catchUp(): void {
    const untilUs = this.world.nowUs;
    const stepUs = msToUs(this.spec.stepMs);
    while ((this.steps + 1) * stepUs <= untilUs) this.step();
  }

  private step(): void {
    const { order, kinds, spec: { stepMs }, meters } = this;
    for (let kind = 0; kind < kinds.length; kind++) this.ask(kinds[kind]!, kind);
    for (let i = 0; i < order.length; i++) order[i]!.step(stepMs);
    for (let i = 0; i < order.length; i++) {
      const { calls } = order[i]!;
      for (let j = 0; j < calls.length; j++) {
        const { edge, to } = calls[j]!;
        edge.learn(to.accepted, to.inner, to.responseMs);
      }
    }
    for (let kind = 0; kind < kinds.length; kind++) {
      const { edge, to, refused } = kinds[kind]!;
      edge.learn(to.accepted * (1 - refused), to.inner, to.responseMs);
    }
    for (let i = 0; i < order.length; i++) {
      const station = order[i]!;
      if (station.spec.cache) station.warm(station.served * inTime(station.responseMs, station.patienceMs));
    }
    this.steps++;
    meters.step();
  }

  private ask(users: Users, kind: number): void {
    const { spec: { perSecond }, edge, to, factor, limit } = users;
    const { stepMs } = this.spec;
    const stretch = Math.floor((this.steps * stepMs) / WAVER_MS);
    const waver = 1 + WAVER * (2 * this.draws.at(kind, stretch) - 1);
    users.operations = (perSecond * factor * waver * stepMs) / 1_000;
    users.attempts = users.operations * edge.attempts;
    const admitted = Math.min(users.attempts, (limit * perSecond * stepMs) / 1_000);
    users.refused = 1 - admitted / users.attempts;
    to.arrivals[kind]! += admitted;
  }
}
