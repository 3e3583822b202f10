import { addReplicas, Cluster, poisson, times, type Built, type Heard, type Stage } from 'faultlab/author';
import type { Handlers, NodeContext } from 'faultlab';
import type { Answer, Options, Query } from './contract';

export const REPLICAS = ['r1', 'r2', 'r3', 'r4', 'r5'];
export const COORDINATORS = ['c1', 'c2', 'c3'];

export interface Quorums {
  readonly r: number;
  readonly w: number;
}

export interface Work {
  /** How long clients ask; two seconds if absent. */
  readonly workMs?: number;
  /** Replicas to read and to write that the first coordinator is tried with. */
  readonly refused?: Quorums;
}

export const PATIENCE_MS = 2_000;
const CLIENTS = 20;
const KEYS = 5;
/** Share of the operations that is about one key. */
const HOT = 0.7;
const OPERATIONS_PER_SECOND = 60;
const CLOCK_ERROR_MS = 200;

type MakeCoordinator = new (ctx: NodeContext, options: Options) => Handlers;

/** Five replicas, three coordinators whose wall clocks are wrong, twenty clients at each, most of whom want the same key. */
export function store(stage: Stage, { r, w }: Quorums, { workMs = 2_000, refused }: Work = {}): Built {
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
  const queries = poisson(random, OPERATIONS_PER_SECOND, 0, workMs).map((atMs, index) => ({ atMs, clients: random.pick(clients), query: drawQuery(stage, index) }));
  times(stage, queries.map(({ atMs }) => atMs), index => {
    const { clients, query } = queries[index]!;
    clients.ask(cluster, query);
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

function drawQuery({ random }: Stage, index: number): Query {
  const key = random.next() < HOT ? 'k1' : `k${random.integer(2, KEYS)}`;
  return random.next() < 0.5 ? { op: 'read', key } : { op: 'write', key, value: `v${index + 1}` };
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
