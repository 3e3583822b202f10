import { constant, World, type FaultPlan, type Message, type NodeRole, type SimNode } from '../../src/sim/index.ts';

export interface Arrival {
  readonly node: string;
  readonly body: unknown;
  readonly atMs: number;
}

/** A world of nodes that note what reaches them; every link takes 10 ms unless told otherwise. Not stepped yet. */
export function listeners(ids: readonly string[], plan?: FaultPlan, options: { seed?: number; mode?: 'explore' | 'record'; role?: NodeRole } = {}) {
  const { seed = 1, mode = 'explore', role = 'given' } = options;
  const world = new World({ seed, mode, only: plan?.only });
  world.network.defaultLatencyMs = constant(10);
  const arrivals: Arrival[] = [];
  for (const id of ids) {
    world.addNode(id, role).boot = node => ({ receive: ({ body }: Message) => arrivals.push({ node: node.id, body, atMs: world.nowUs / 1000 }) });
  }
  world.begin(plan);
  for (const node of world.nodes) node.start();
  return { world, arrivals, nodes: world.nodes as readonly SimNode[] };
}

export function run(world: World): void {
  while (world.step());
}

/** Steps until the given instant, then stands there: events at that very instant have happened. */
export function runUntil(world: World, ms: number): void {
  let reached = false;
  world.at(ms * 1000, () => { reached = true; });
  while (!reached && world.step());
}

/** Sends one message at each whole millisecond of [fromMs, toMs). The bodies are the instants. */
export function sendEveryMs(world: World, from: SimNode, to: SimNode, fromMs: number, toMs: number): void {
  for (let ms = fromMs; ms < toMs; ms++) world.at(ms * 1000, () => { world.network.send(from, to, ms, { kind: 'send' }); });
}
