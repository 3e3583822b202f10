import type { KeyedDraws } from '../../../sim/index.ts';
import type { Fleet } from '../../service/fleet/fleet.ts';
import type { Instance } from '../../service/fleet/instance.ts';
import type { Route } from '../../service/fleet/route.ts';
import type { Replica } from '../../service/fleet/store.ts';
import type { EdgeEvidence, FleetEvidence, InstanceEvidence, PerSecond, ReplicaEvidence } from './api.ts';

const WINDOW = 120;
/** Share of the samples that nobody collected. */
const MISSING = 0.05;
/** What is measured wavers by so much, up and down. */
const NOISE = 0.06;
/** Clocks of hosts are wrong by so many whole seconds, at most. */
const CLOCK = 2;

type Value = number | string | null;
/** `noise`: what a measured quantity is multiplied by. */
type Reader = (noise: number) => Value;

/** One quantity of one thing, a value a second from the beginning. */
class Column {
  private readonly values: Value[] = [];
  private readonly read: Reader;
  private readonly index: number;
  /** Seconds by which the clock of whoever reports it is ahead. */
  private readonly ahead: number;
  private readonly draws: KeyedDraws;

  constructor(read: Reader, index: number, ahead: number, draws: KeyedDraws) {
    this.read = read;
    this.index = index;
    this.ahead = ahead;
    this.draws = draws;
  }

  collect(): void {
    const { read, draws, index, values } = this;
    const draw = draws.at(index, values.length);
    // Read in any case: counters go on.
    const value = read(1 + NOISE * ((2 * (draw - MISSING)) / (1 - MISSING) - 1));
    values.push(draw < MISSING ? null : value);
  }

  /** The last seconds, by the clock of whoever reports it. */
  window(): PerSecond<never> {
    const { values, ahead } = this;
    const end = values.length - ahead;
    const window = values.slice(Math.max(0, end - WINDOW), end);
    while (window.length < WINDOW) window.push(null);
    return window as never;
  }
}

/** Takes down what can be known of a fleet, once a second. */
export class EvidenceLog {
  private readonly fleet: Fleet;
  private readonly draws: KeyedDraws;
  private readonly things = new Map<string, Columns>();
  private readonly all: Column[] = [];
  private readonly edges: readonly { readonly id: string; readonly from: string; readonly to: string }[];
  private readonly probes: readonly { readonly id: string; readonly from: string; readonly to: string }[];

  constructor(fleet: Fleet) {
    const { instances, routes, store: { replicas }, spec: { zones: [one, other] } } = fleet;
    this.fleet = fleet;
    this.draws = fleet.world.keyed('evidence');
    this.edges = [...new Map(routes.map(({ from, call: { to } }) => [edgeId(from, to), { id: edgeId(from, to), from, to }])).values()];
    this.probes = [[one, other], [other, one]].map(([from, to]) => ({ id: edgeId(from!, to!), from: from!, to: to! }));
    const clocks = instances.map((_, host) => Math.floor((2 * CLOCK + 1) * this.draws.at(host, 0, 1)) - CLOCK);
    instances.forEach((instance, host) => this.add(instance.id, instanceReaders(fleet, instance), clocks[host]));
    for (const { id, from, to } of this.edges) this.add(id, edgeReaders(fleet.routesOf(from, to)));
    for (const replica of replicas) this.add(copyOf(replica.instance.id), replicaReaders(replica), clocks[instances.indexOf(replica.instance)]);
    for (const { id } of this.probes) this.add(id, { lossPercent: noise => (fleet.isCut ? 100 : Number(noise > 1 + 0.9 * NOISE)) });
    this.add('canary', { ageMs: canaryReader(fleet) });
  }

  /** Call at the end of each second. */
  collect(): void {
    for (const column of this.all) column.collect();
  }

  /** Whether something is the name of a series, as in `attempts@api>cart`. */
  isSeries(name: unknown): boolean {
    const [field = '', where = ''] = String(name).split('@');
    return name === 'deploys' || [where, copyOf(where)].some(key => Object.hasOwn(this.things.get(key) ?? {}, field));
  }

  evidence(): FleetEvidence {
    const { edges, probes, fleet: { instances, store, deploys, world } } = this;
    return {
      instances: instances.map(({ id, zone, service }) => ({ id, service: service.id, zone, ...this.windows<InstanceFields>(id) })),
      edges: edges.map(edge => ({ ...edge, ...this.windows<EdgeFields>(edge.id) })),
      replicas: store.replicas.map(({ instance: { id, zone } }) => ({ id, zone, ...this.windows<ReplicaFields>(copyOf(id)) })),
      probes: probes.map(probe => ({ ...probe, ...this.windows<'lossPercent'>(probe.id) })),
      canary: { id: 'canary', ...this.windows<'ageMs'>('canary') },
      deploys: deploys.map(({ service, atUs }) => ({ service, secondsAgo: Math.round((world.nowUs - atUs) / 1_000_000) })),
    };
  }

  private windows<Fields extends string>(key: string): Readonly<Record<Fields, PerSecond<never>>> {
    const columns = this.things.get(key)!;
    const windows: Record<string, PerSecond<never>> = {};
    for (const field in columns) windows[field] = columns[field]!.window();
    return windows as Readonly<Record<Fields, PerSecond<never>>>;
  }

  private add(key: string, readers: Readers, ahead = 0): void {
    const columns = Object.entries(readers).map(([field, read], index) => [field, new Column(read, this.all.length + index, ahead, this.draws)] as const);
    this.all.push(...columns.map(([, column]) => column));
    this.things.set(key, Object.fromEntries(columns));
  }
}

type InstanceFields = Exclude<keyof InstanceEvidence, 'id' | 'service' | 'zone'>;
type EdgeFields = Exclude<keyof EdgeEvidence, 'id' | 'from' | 'to'>;
type ReplicaFields = Exclude<keyof ReplicaEvidence, 'id' | 'zone'>;
type Columns = Readonly<Record<string, Column>>;
type Readers<Fields extends string = string> = Readonly<Record<Fields, Reader>>;

const edgeId = (from: string, to: string): string => `${from}>${to}`;
/** The copy of the data at an instance. */
const copyOf = (id: string): string => `replica ${id}`;

/** What a counter has gained since it was read last. */
function gained(count: () => number): Reader {
  let before = 0;
  return noise => {
    const now = count();
    const gain = now - before;
    before = now;
    return Math.round(noise * gain);
  };
}

function instanceReaders(fleet: Fleet, instance: Instance): Readers<InstanceFields> {
  const { counted, service: { workMs } } = instance;
  /** Of a process that is down nobody reports anything; its counters go on. */
  const own = (read: Reader): Reader => noise => {
    const value = read(noise);
    return instance.isUp ? value : null;
  };
  const gauge = (read: () => number): Reader => own(noise => Math.round(noise * read()));
  return {
    attempts: own(gained(() => counted.attempts)),
    firstAttempts: own(gained(() => counted.firstAttempts)),
    errors: own(gained(() => counted.errors)),
    p50Ms: gauge(() => 0.8 * instance.responseMs),
    p99Ms: gauge(() => instance.responseMs + 1.5 * workMs * instance.slower + instance.slowestCallMs),
    queue: gauge(() => instance.queue),
    cpu: own(noise => Math.min(100, Math.round(100 * noise * instance.load(fleet.stepMs)))),
    up: () => Number(instance.isUp),
  };
}

const edgeReaders = (routes: readonly Route[]): Readers<EdgeFields> => ({
  attempts: gained(() => sum(routes, ({ counted }) => counted.attempts)),
  firstAttempts: gained(() => sum(routes, ({ counted }) => counted.firstAttempts)),
  timeouts: gained(() => sum(routes, ({ counted }) => counted.timeouts)),
});

const replicaReaders = (replica: Replica): Readers<ReplicaFields> => ({
  claimedRole: () => replica.role,
  term: () => replica.term,
  position: () => Math.floor(replica.position),
  lastHeardMs: () => replica.silentMs,
});

/** The canary asks those from which users read, one after the other. */
function canaryReader(fleet: Fleet): Reader {
  let turn = 0;
  return noise => {
    const read = fleet.store.replicas.filter(replica => fleet.isRead(replica));
    const replica = read[turn++ % Math.max(1, read.length)];
    return replica ? Math.round(noise * fleet.store.ageMs(replica)) : null;
  };
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  let total = 0;
  for (const item of items) total += of(item);
  return total;
}
