import { Cluster, times, type Built, type Exports, type Stage } from 'faultlab/author';
import type { NodeContext } from 'faultlab';
import { Judge, type Comparison } from './checks.ts';
import type { StampClock, Write } from './contract';
import { Chat } from './given/chat.ts';

export const NODES = ['n1', 'n2', 'n3', 'n4', 'n5'];

type MakeClock = new (ctx: NodeContext) => StampClock<unknown>;

/** Posts that a node writes all at once. */
export interface Burst {
  readonly node: string;
  readonly atMs: number;
  readonly posts: number;
}

export interface Setting {
  /** Wall clocks are wrong by up to this much. */
  readonly clocksOffMs: number;
  readonly burst?: Burst;
}

const WORK_MS = 8_000;
const SETTLE_MS = 3_000;
/** Each node writes one post in each stretch of this length. */
const PACE_MS = 50;
const DRIFT_PPM = 200;
const ANSWERS = 0.3;

/** Five people at five nodes write and read. What they wrote is judged at the end, with their own programs. */
export function chat(stage: Stage, { clocksOffMs, burst }: Setting): Built {
  const { world, random } = stage;
  const cluster = new Cluster(stage);
  const exported = new Map<string, Exports>();
  const judge = new Judge(world);
  cluster.learners(NODES, (exports, ctx) => {
    exported.set(ctx.id, exports);
    judge.started(ctx.id);
    return new Chat(ctx, new (exports['Clock'] as MakeClock)(ctx), judge.witness(ctx.id));
  });
  for (const id of NODES) setClock(stage, id, clocksOffMs);
  let posts = 0;
  const write = (node: string, count: number, answering?: number): void => {
    const ids = Array.from({ length: count }, () => `p${++posts}`);
    const request: Write = { op: 'write', ids, ...(answering === undefined ? {} : { answering }) };
    cluster.ask(node, { client: `user of ${node}`, f: 'write', request, input: count === 1 ? ids[0] : `${ids[0]}–${ids.at(-1)}`, timeoutMs: SETTLE_MS, hear: () => ({ outcome: 'ok', output: 'written' }) });
  };
  const moments = NODES.flatMap(node => Array.from({ length: WORK_MS / PACE_MS }, (_, index) => ({
    node, atMs: (index + 0.9 * random.next()) * PACE_MS, answering: random.next() < ANSWERS ? random.next() : undefined,
  }))).sort((a, b) => a.atMs - b.atMs);
  times(stage, moments.map(({ atMs }) => atMs), index => {
    const { node, answering } = moments[index]!;
    write(node, 1, answering);
  });
  if (burst) times(stage, [burst.atMs], () => write(burst.node, burst.posts));
  cluster.start();
  const endMs = WORK_MS + SETTLE_MS;
  times(stage, [endMs - 1], () => {
    for (const node of world.nodes.filter(({ state }) => state === 'up')) {
      node.enter(() => {
        stage.program.allowSteps(JUDGE_STEPS);
        judge.ask(node.id, exported.get(node.id) as unknown as Comparison);
      });
    }
    judge.conclude();
  });
  return { endMs };
}

const JUDGE_STEPS = 20_000_000;

function setClock({ world, random }: Stage, id: string, offMs: number): void {
  const errorUs = Math.round(random.between(-offMs, offMs) * 980);
  const ppm = random.between(-DRIFT_PPM, DRIFT_PPM) * Math.min(1, offMs / 250);
  const { clock } = world.node(id);
  clock.jump(errorUs);
  clock.setDrift(0, ppm);
  world.history.fact('clock', { errorMs: errorUs / 1000, ppm: Math.round(ppm) }, id);
}
