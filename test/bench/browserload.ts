/**
 * The program of a browser's worker: events a second of a learner's asynchronous handler in the compartment, many worlds a macrotask as the
 * extension's worker steps them. Posts the best of some rounds.
 */
import { compileAttempt } from '../../src/lab/compile/compile.ts';
import { createAttempt } from '../../src/lab/sandbox/attempt.ts';
import { lockRealm } from '../../src/lab/sandbox/lockdown.ts';
import { afterMicrotasks } from '../../src/runner/web/macrotask.ts';
import { World } from '../../src/sim/index.ts';
import type { Handler } from './handler.ts';

/** The handler without its types: put here by the bundler. */
declare const PROGRAM: string;

const WORLDS = 64;
const EVENTS = 500;
const ROUNDS = 60;
const STEPS = 200_000;

const later = afterMicrotasks();
lockRealm();
const compiled = compileAttempt({ file: '/exercise.ts', entry: 'exercise.ts', files: { 'exercise.ts': PROGRAM } }, { mode: 'explore', stripTypes: code => ({ ok: true, code }), libraries: {} });
if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
const attempt = createAttempt(compiled.program);
const environment = { wallMs: () => 0, monotonicMs: () => 0, random: () => 0, startTimer: () => 1, stopTimer: () => {}, log: () => {} };

function makeWorld(): World {
  const world = new World({ seed: 1, mode: 'explore' });
  world.beforeEnter = () => attempt.fuel.refill(STEPS);
  world.addNode('n1', 'learner').boot = node => {
    const handler = new (attempt.start(environment, {})['Handler'] as new () => Handler)();
    void handler.work(() => new Promise(resolve => { node.after(1000, resolve, node.world.events); }));
    return { receive: () => {} };
  };
  world.begin();
  world.nodes[0]!.start();
  return world;
}

/** One macrotask: each world up to the next time that promises have to run. */
function stepAll(worlds: readonly World[]): World[] {
  return worlds.filter(world => {
    while (world.events < EVENTS && world.step()) {
      if (!world.needsDrain) continue;
      world.needsDrain = false;
      return true;
    }
    return false;
  });
}

async function round(): Promise<number> {
  let worlds = Array.from({ length: WORLDS }, makeWorld);
  const begun = performance.now();
  while (worlds.length > 0) {
    await new Promise<void>(resolve => later(() => {
      worlds = stepAll(worlds);
      resolve();
    }));
  }
  return (1000 * WORLDS * EVENTS) / (performance.now() - begun);
}

async function best(): Promise<number> {
  let found = 0;
  for (let i = 0; i < ROUNDS; i++) found = Math.max(found, await round());
  return found;
}

void best().then(found => (postMessage as (message: unknown) => void)(found));
