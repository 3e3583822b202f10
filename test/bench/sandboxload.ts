/**
 * The program of a child: one kernel that feeds events to a learner's handler, `plain` as a module of its own or
 * `sandboxed`, and its handler `sync` or `async`. Prints events a second, the best of some rounds.
 */
import { World, type SimNode } from '../../src/sim/index.ts';
import { HANDLER, type Handler } from './handler.ts';
import { perSecond } from './rows.ts';

interface Loaded {
  create(): Handler;
  refill(): void;
}

const EVENTS = 100_000;
const STEPS = 200_000;
const [walls, kind] = process.argv.slice(2) as ['plain' | 'sandboxed', 'sync' | 'async'];
const { stripTypes } = await import('../../src/runner/striptypes.ts');
const { nodeDrain } = await import('../../src/runner/nodedrain.ts');
stripTypes('', 'strip');
const drain = await nodeDrain();
const loaded = walls === 'plain' ? plain() : await sandboxed();

/** Evaluated afresh for each run, as the sandbox does for each process. */
function plain(): Loaded {
  const stripped = stripTypes(HANDLER, 'strip');
  if (!stripped.ok) throw new Error(stripped.message);
  const evaluate = (0, eval)(`(function () { 'use strict'; ${stripped.code.replace('export class', 'class')}; return Handler; })`) as () => new () => Handler;
  return { create: () => new (evaluate())(), refill: () => {} };
}

async function sandboxed(): Promise<Loaded> {
  const { lockRealm } = await import('../../src/lab/sandbox/lockdown.ts');
  lockRealm();
  const { compileAttempt } = await import('../../src/lab/compile/compile.ts');
  const { createAttempt } = await import('../../src/lab/sandbox/attempt.ts');
  const compiled = compileAttempt({ file: '/exercise.ts', entry: 'exercise.ts', files: { 'exercise.ts': HANDLER } }, { mode: 'explore', stripTypes, libraries: {} });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const attempt = createAttempt(compiled.program);
  const environment = { wallMs: () => 0, monotonicMs: () => 0, random: () => 0, startTimer: () => 1, stopTimer: () => {}, log: () => {} };
  return { create: () => new (attempt.start(environment, {})['Handler'] as new () => Handler)(), refill: () => attempt.fuel.refill(STEPS) };
}

function worldOf(boot: (node: SimNode, handler: Handler) => void): World {
  const world = new World({ seed: 1, mode: 'explore' });
  world.beforeEnter = loaded.refill;
  world.addNode('n1', 'learner').boot = node => {
    boot(node, loaded.create());
    return { receive: () => {} };
  };
  world.begin();
  world.nodes[0]!.start();
  return world;
}

function syncRun(): void {
  const world = worldOf((node, handler) => {
    const next = (): void => {
      node.after(1000 + handler.handle(world.nowUs, world.events % 100), next);
    };
    node.after(1, next);
  });
  while (world.events < EVENTS && world.step());
}

function asyncRun(): void {
  if (drain.kind !== 'sync') throw new Error('this Node drains no promises at once');
  const world = worldOf((node, handler) => {
    void handler.work(() => new Promise(resolve => { node.after(1000, resolve, node.world.events); }));
  });
  while (world.events < EVENTS && world.step()) {
    if (!world.needsDrain) continue;
    world.needsDrain = false;
    drain.run();
  }
  if (world.events < EVENTS) throw new Error(`only ${world.events} events came`);
}

setImmediate(() => process.stdout.write(String(perSecond(kind === 'sync' ? syncRun : asyncRun) * EVENTS)));
