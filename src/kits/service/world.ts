import { constant, type Distribution, hook, type SimNode, type Wire } from '../../sim/index.ts';
import { ActorProcess, type MakeActor } from '../cluster/process.ts';
import { type Ask, Cluster } from '../cluster/world.ts';
import { Sampler, type Sampling } from '../sampling.ts';
import type { Stage } from '../stage.ts';
import { Addresses, defineMoves } from './addresses.ts';
import type { Found, Lookup } from './api.ts';
import { Balancing, type BalancersSpec } from './balancing.ts';
import { Core } from './core.ts';
import { type Dependency, depsOf, type Offered } from './deps.ts';
import { defineReleasedTwice } from './divided.ts';
import { defineServerFaults } from './faults.ts';
import { GateMeter } from './gatemeter.ts';
import { IntakeMeter } from './intakemeter.ts';
import { type IntakeSpec, Intaking, type OpenJob } from './intaking.ts';
import { LoadMeter } from './loadmeter.ts';
import { definePayloadFaults } from './payload.ts';
import { RequestLines } from './requestlines.ts';
import { RouteMeter } from './routemeter.ts';
import { type Part, type RequestHandler, Server, type ServerSpec } from './server.ts';
import type { Envelope, Serving } from './serving.ts';
import { SpreadMeter } from './spreadmeter.ts';
import { WorkerMeter } from './workermeter.ts';

export interface Order extends Omit<Ask, 'client' | 'hear' | 'key' | 'input'> {
  /** Unique in the run, from 1: draws are keyed by it, and facts name it. */
  readonly number: number;
  /** How long ago it was sent, as a server that is asked hears it; absent: just now. */
  readonly ageMs?: number;
}

/** Servers, processes that call them, and the people who ask the processes. */
export class Services {
  private readonly stage: Stage;
  private readonly noun: string;
  private readonly cluster: Cluster;
  private readonly servers = new Map<string, Server>();
  private readonly members: SimNode[] = [];
  private readonly addresses = new Addresses();
  private readonly offers = new Map<string, Offered>();
  private lines: RequestLines | undefined;
  private nowhere: SimNode | undefined;
  private answeredInTime = 0;

  /** `linkMs`: one way, on every link. `noun`: what the history calls a request of a user. */
  constructor(stage: Stage, { linkMs = 1, noun = 'order' }: { readonly linkMs?: number; readonly noun?: string } = {}) {
    this.stage = stage;
    this.noun = noun;
    this.cluster = new Cluster(stage);
    stage.world.network.defaultLatencyMs = constant(linkMs);
    defineServerFaults(stage.world, id => this.serverOf(id));
    defineMoves(stage.world, this.addresses, id => this.serverOf(id));
    definePayloadFaults(stage.world, id => this.serverOf(id));
    defineReleasedTwice(stage.world, id => this.serverOf(id));
  }

  server(id: string, spec: ServerSpec): void {
    const node = this.stage.world.addNode(id, spec.part ? 'learner' : 'given');
    this.servers.set(id, new Server(node, spec, this.stage.program, other => this.dependency(other)));
    this.members.push(node);
  }

  /** A service with instances: server ids by address. Handlers reach them through the dependency of the service's name. */
  service(name: string, instances: Readonly<Record<string, string>>): void {
    this.nowhere ??= this.stage.world.addNode('nowhere', 'given');
    this.addresses.service(name, Object.fromEntries(Object.entries(instances).map(([address, id]) => [address, this.serverOf(id)])));
  }

  /** A server that tells at which addresses a service can be reached. */
  resolver(id: string, { serviceMs, ttlMs }: { readonly serviceMs: Distribution; readonly ttlMs: number }): void {
    const answer = (request: unknown): Found => ({ addresses: this.addresses.of((request as Lookup).service), ttlMs });
    this.server(id, { workers: 1_000, queue: 0, method: 'lookup', serviceMs, answer });
  }

  /** A node of a submodule's making, which handlers reach as the dependency of its id. `make`: for one request. */
  offer(node: SimNode, make: Offered['make']): void {
    this.offers.set(node.id, { offered: node.id, make });
    this.members.push(node);
  }

  /** A value among the dependencies. */
  value(name: string, value: unknown): void {
    this.offers.set(name, { offered: name, make: () => value });
  }

  /**
   * Processes that run the learner's program, each a fresh module: its exported `handler` gets every request, and `deps` by
   * name, or as a list where they are all alike. `callMs`: time of its one core that each call takes before it leaves; absent: none.
   */
  processes(ids: readonly string[], { handler, deps, listed = false, callMs }: { readonly handler: string; readonly deps: readonly string[]; readonly listed?: boolean; readonly callMs?: number }): void {
    const { world, program } = this.stage;
    const dependencies = deps.map(id => this.dependency(id));
    for (const id of ids) {
      const node = world.addNode(id, 'learner');
      this.members.push(node);
      const make: MakeActor = (_ctx, { calls }) => {
        const exports = program.start(node);
        program.watch(node, exports);
        const core = callMs === undefined ? undefined : new Core(node, callMs);
        return {
          onRequest: ({ number, request }: Envelope) => {
            const named = depsOf(number, calls, dependencies, { core });
            return (exports[handler] as RequestHandler)(request, listed ? Object.values(named) : named);
          },
        };
      };
      hook(node, { boot: () => new ActorProcess(node, program, [], make) });
    }
  }

  /**
   * Load balancers in front of servers, each with a balancer of the learner's, which sees its own requests alone. Users ask
   * any of them. The matrix `Health` shows what their checks say of the servers, and how these are.
   */
  balancers(ids: readonly string[], spec: BalancersSpec): void {
    const backends = new Map(spec.backends.map(id => [id, this.serverOf(id)]));
    const { world } = this.stage;
    for (const [id, server] of backends) hook(server, { conditionChanged: () => world.pictures?.matrix('Health').isTrue(id, server.condition) });
    for (const id of ids) {
      const node = world.addNode(id, 'learner');
      this.members.push(node);
      hook(node, { boot: () => new Balancing(node, this.stage.program, spec, backends) });
    }
  }

  /** All that servers send to a process has to pass one line, one after the other. Call after `server` and `processes`. */
  narrow(process: string, bytesPerSecond: number): void {
    const { world } = this.stage;
    const wire: Wire = { bytesPerSecond, busyUntilUs: 0 };
    for (const { node } of this.servers.values()) world.network.link(node, world.node(process)).wire = wire;
  }

  /** A process that takes jobs for a server of its own; users ask it for `{ id, … }`. */
  intake(id: string, spec: IntakeSpec): void {
    const node = this.stage.world.addNode(id, 'learner');
    this.members.push(node);
    const worker = this.serverOf(spec.worker);
    hook(node, { boot: () => new Intaking(node, this.stage.program, spec, worker) });
  }

  /** Starts everything. Call once, when all is added. */
  start(): void {
    for (const server of this.servers.values()) server.lines = this.lines;
    for (const node of this.members) node.start();
  }

  /**
   * Somebody asks a process or a server, at this instant, and leaves after `timeoutMs`. In the history: client `order 7` (or the world's noun), key `7`;
   * `ok` with the answer, `fail` if the handler threw `Refused`, else `info`.
   */
  ask(node: string, { number, request, ageMs, done, ...ask }: Order): void {
    const { world: { nowUs } } = this.stage;
    this.cluster.ask(node, {
      ...ask,
      client: `${this.noun} ${number}`, key: String(number), input: request,
      request: { number, request, ...(ageMs === undefined ? {} : { ageMs }) } satisfies Envelope,
      hear: output => ({ outcome: 'ok', output }),
      done: (heard, row) => {
        if (heard.outcome === 'ok') this.answeredInTime++;
        if (row >= 0) this.lines?.ended(number, ask.f, nowUs, heard.outcome === 'ok', row);
        done?.(heard, row);
      },
    });
  }

  /** Draws the timeline `Requests`: for each request of a user, who waits and works for it, and what of that is for nobody. Call before `start`. */
  drawRequests(): void {
    const { world } = this.stage;
    if (world.pictures) this.lines = new RequestLines(world, this.noun);
  }

  /** Charts the load of every server against what it can bear, each second until `untilMs`; `users`: beside that of this server what users get. */
  chart(untilMs: number, { users }: { readonly users?: string } = {}): void {
    const beside = users === undefined ? undefined : { beside: this.serverOf(users), answeredInTime: () => this.answeredInTime };
    new LoadMeter(this.stage.world, [...this.servers.values()], beside).run(untilMs);
  }

  /** Charts what each of some servers is asked and how much waits there, all in one chart each, every 250 ms until `untilMs`. */
  chartTogether(ids: readonly string[], untilMs: number): void {
    new SpreadMeter(this.stage.world, ids.map(id => this.serverOf(id))).run(untilMs);
  }

  /** Attempts that have reached some servers so far. */
  arrivedAt(ids: readonly string[]): number {
    return ids.reduce((sum, id) => sum + this.serverOf(id).arrived, 0);
  }

  /** Charts how many places each route holds at a server with bulkheads, and how many requests are turned away, every 100 ms until `untilMs`. */
  chartRoutes(id: string, routes: readonly string[], untilMs: number): void {
    const server = this.serverOf(id);
    new RouteMeter(this.stage.world, server.spec.workers, routes, () => server.serving?.routes).run(untilMs);
  }

  /** Charts what comes of the requests at a server with a gate, whose users leave after `patienceMs`, every 250 ms until `untilMs`. */
  chartGate(id: string, patienceMs: number, untilMs: number): void {
    new GateMeter(this.stage.world, this.serverOf(id), patienceMs, () => this.answeredInTime).run(untilMs);
  }

  /** Charts how many workers of some servers, which have equally many, are busy, every 250 ms until `untilMs`. */
  chartWorkers(ids: readonly string[], untilMs: number): void {
    new WorkerMeter(this.stage.world, ids.map(id => this.serverOf(id))).run(untilMs);
  }

  /** Charts what an intake is asked, what comes of it and what waits, every 250 ms until `untilMs`. */
  chartIntake(id: string, untilMs: number): void {
    const { world } = this.stage;
    new IntakeMeter(world, () => world.node(id).process as Intaking | undefined, () => this.answeredInTime).run(untilMs);
  }

  /** Jobs that an intake has neither answered nor refused, oldest first. */
  openAt(id: string): readonly OpenJob[] {
    return (this.stage.world.node(id).process as Intaking | undefined)?.openJobs ?? [];
  }

  /** Reads `name`, a method or a getter, of the learner's part of servers every so often; `of` says which part. Call after `server`. */
  sample(name: string, sampling: Sampling<Part> & { of(part: Part): object }): void {
    const sampler = new Sampler<Part>(this.stage, name, sampling, ({ process }) => (process as Serving).part);
    sampler.start([...this.servers.values()].filter(({ spec }) => spec.part).map(({ node }) => node));
  }

  private dependency(id: string): Dependency {
    const offered = this.offers.get(id);
    if (offered) return offered;
    return this.addresses.has(id) ? { service: id, addresses: this.addresses, nowhere: this.nowhere! } : this.serverOf(id);
  }

  private serverOf(id: string): Server {
    const server = this.servers.get(id);
    if (!server) throw new Error(`there is no server called ${id}; there are ${[...this.servers.keys()].join(', ')}`);
    return server;
  }
}
