import { addReplicas, Cluster, poisson, times, type Built, type Heard, type RandomStream, type Stage } from 'faultlab/author';
import type { Handlers, NodeContext } from 'faultlab';
import type { Answer, Options, Query } from './contract';

export const REPLICAS = ['r1', 'r2', 'r3', 'r4', 'r5'];
export const COORDINATORS = ['c1', 'c2', 'c3'];

export interface Quorums {
  readonly r: number;
  readonly w: number;
}

export interface Work {
  /** How long clients ask; a second and a half if absent. */
  readonly workMs?: number;
  /** Replicas to read and to write that the first coordinator is tried with. */
  readonly refused?: Quorums;
}

export const PATIENCE_MS = 2_000;
const CLIENTS = 20;
const KEYS = 5;
/** Share of the bursts that is about one key. */
const HOT = 0.8;
const BURSTS_PER_SECOND = 5;
/** Two clients of a burst come at once, and most of them write; the others follow, and most of them read. */
const AT_ONCE_MS = 5;
const FOLLOWERS = 4;
const FOLLOW_MS = [25, 150] as const;
const MOST = 0.9;
/** Share of the bursts that begin with two clients of one coordinator. */
const AT_ONE = 0.5;
const CLOCK_ERROR_MS = 200;

type MakeCoordinator = new (ctx: NodeContext, options: Options) => Handlers;

/** Five replicas, three coordinators whose wall clocks are wrong, twenty clients at each, who come in bursts. */
export function store(stage: Stage, { r, w }: Quorums, { workMs = 1_500, refused }: Work = {}): Built {
  const { world, random } = stage;
  const cluster = new Cluster(stage);
  addReplicas(stage, cluster, REPLICAS);
  cluster.learners(COORDINATORS, (exports, ctx) => {
    const Coordinator = exports['Coordinator'] as MakeCoordinator;
    if (refused && ctx.id === COORDINATORS[0] && accepts(Coordinator, ctx, refused)) world.history.fact('accepted', { ...refused }, ctx.id);
    return new Coordinator(ctx, { replicas: REPLICAS.slice(), r, w });
  });
  for (const id of COORDINATORS) {
    const errorMs = Math.round(random.between(-CLOCK_ERROR_MS, CLOCK_ERROR_MS));
    world.node(id).clock.jump(errorMs * 1000);
    world.history.fact('clock', { errorMs }, id);
  }
  const clients = COORDINATORS.map(id => new Clients(id));
  const instants = poisson(random, BURSTS_PER_SECOND, 0, workMs);
  // Somebody asks in every run.
  const asking = (instants.length > 0 ? instants : [0]).flatMap(atMs => burst(random, atMs, clients)).sort((a, b) => a.atMs - b.atMs);
  times(stage, asking.map(({ atMs }) => atMs), index => {
    const { clients, key, writes } = asking[index]!;
    clients.ask(cluster, writes ? { op: 'write', key, value: `v${index + 1}` } : { op: 'read', key });
  });
  cluster.start();
  return { endMs: workMs + PATIENCE_MS + 500 };
}

function accepts(Coordinator: MakeCoordinator, ctx: NodeContext, { r, w }: Quorums): boolean {
  try {
    new Coordinator(ctx, { replicas: REPLICAS.slice(), r, w });
    return true;
  } catch {
    return false;
  }
}

interface Asking {
  readonly atMs: number;
  readonly clients: Clients;
  readonly key: string;
  readonly writes: boolean;
}

/** Clients who want the same key at nearly the same time. */
function burst(random: RandomStream, atMs: number, clients: readonly Clients[]): Asking[] {
  const key = random.next() < HOT ? 'k1' : `k${random.integer(2, KEYS)}`;
  const [one, other] = random.shuffle(clients) as [Clients, Clients];
  return [
    { atMs, clients: one, key, writes: random.next() < MOST },
    { atMs: atMs + random.between(0, AT_ONCE_MS), clients: random.next() < AT_ONE ? one : other, key, writes: random.next() < MOST },
    ...Array.from({ length: FOLLOWERS }, () => ({ atMs: atMs + random.between(...FOLLOW_MS), clients: random.pick(clients), key, writes: random.next() >= MOST })),
  ];
}

/** The clients of one coordinator. Each waits for its answer before it asks again. */
class Clients {
  private readonly node: string;
  private readonly idle: string[];

  constructor(node: string) {
    this.node = node;
    this.idle = Array.from({ length: CLIENTS }, (_, index) => `${node}/${index + 1}`);
  }

  ask(cluster: Cluster, query: Query): void {
    const { idle, node } = this;
    const client = idle.shift();
    if (client === undefined) return;
    cluster.ask(node, {
      client, f: query.op, key: query.key, request: query, input: query.op === 'write' ? query.value : query.key, timeoutMs: PATIENCE_MS,
      hear: answer => heard(query, answer),
      done: () => idle.push(client),
    });
  }
}

function heard({ op }: Query, raw: unknown): Heard {
  const answer = raw as Partial<Answer & { value: unknown; why: unknown }> | undefined | null;
  if (answer?.ok === true) return { outcome: 'ok', output: op === 'read' ? answer.value ?? undefined : 'ok' };
  if (answer?.ok === false && answer.why === 'not-done') return { outcome: 'fail', output: 'not-done' };
  return { outcome: 'info', output: answer };
}
