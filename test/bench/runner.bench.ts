import { build } from 'esbuild';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { amaroPlugin } from '../../src/cli/authoring/amaroplugin.ts';
import { processRunner } from '../../src/runner/processhost.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { task } from '../runner/support.ts';
import type { Row } from './rows.ts';

const PASSES = 'export async function run() { await null; return 1; }';
const LOOPS: Readonly<Record<string, string>> = {
  'while': 'export function run() { while (true) {} }',
  'for': 'export function run() { for (let i = 0; ; i++) {} }',
  'recursion': 'export const run = (): number => 1 + run();',
  'microtasks': 'export async function run() { for (;;) await null; }',
  'promises that follow promises': 'export const run = (): Promise<void> => Promise.resolve().then(run);',
  'finally continue': 'export function run() { while (true) { try { throw new Error(); } finally { continue; } } }',
  'a getter': 'export function run() { return { get then(): never { for (;;) {} } }; }',
  'module load': 'for (;;) {} export const run = 1;'.replace('= 1', '= () => 1'),
};
const TIMES = 15;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

/** Milliseconds that something takes. */
async function timed(act: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await act();
  return performance.now() - begun;
}

/** The child as it is shipped, but with the tests' lesson: one bundle. */
async function bundledRunner(folder: string): Promise<() => Runner> {
  const program = join(folder, 'child.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, '../runner/fakelab.ts')], outfile: program, bundle: true, platform: 'node', format: 'esm', target: 'node22', minifyWhitespace: true, minifySyntax: true, logLevel: 'error', plugins: [amaroPlugin(folder)],
    banner: { js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);" },
  });
  return () => processRunner({ program, readable: [folder] });
}

/** A child that does nothing but say so. */
function bareChild(folder: string): () => Promise<void> {
  const program = join(folder, 'bare.mjs');
  writeFileSync(program, 'process.send({});');
  return async () => {
    const child = fork(program);
    await once(child, 'message');
    child.kill();
  };
}

export async function rows(): Promise<Row[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'faultlab-bench-')));
  const open: Runner[] = [];
  try {
    const make = await bundledRunner(folder);
    const startBare = bareChild(folder);
    const bare: number[] = [];
    const cold: number[] = [];
    const warm: number[] = [];
    for (let i = 0; i < TIMES; i++) {
      // The child before ends.
      await pause(200);
      bare.push(await timed(startBare));
      await pause(200);
      const runner = make();
      open.push(runner);
      cold.push(await timed(() => runner.run(task(PASSES))));
      runner.dispose();
      const ready = new Promise<Runner>(resolve => {
        const warmed: Runner = processRunner({ program: join(folder, 'child.mjs'), readable: [folder], onReady: () => resolve(warmed) });
        open.push(warmed);
        warmed.warm();
      });
      const spare = await ready;
      // It rehearses.
      await pause(500);
      warm.push(await timed(() => spare.run(task(PASSES))));
      spare.dispose();
    }
    const runner = make();
    open.push(runner);
    await runner.run(task(PASSES));
    const again = await Promise.resolve().then(async () => {
      const times: number[] = [];
      for (let i = 0; i < TIMES; i++) times.push(await timed(() => runner.run(task(PASSES))));
      return times;
    });
    const loops: Row[] = [];
    for (const [what, text] of Object.entries(LOOPS)) {
      const times: number[] = [];
      for (let i = 0; i < 3; i++) times.push(await timed(() => runner.run(task(text))));
      loops.push({ name: `loops for ever, told: ${what}`, figure: median(times), unit: 'ms' });
    }
    return [
      { name: 'a bare Node as a child, started', figure: median(bare), unit: 'ms' },
      { name: 'an empty lesson, request → first verdict, cold', figure: median(cold), unit: 'ms', ratio: median(cold) / median(bare), goal: '≤ 150' },
      // Whoever shares the machine slows whole stretches to half.
      { name: 'an empty lesson, request → first verdict, cold, at its best', figure: Math.min(...cold), unit: 'ms' },
      { name: 'an empty lesson, request → first verdict, warm spare', figure: median(warm), unit: 'ms', goal: '≤ 15' },
      { name: 'an empty lesson, request → first verdict, the same child again', figure: median(again), unit: 'ms', goal: '≤ 15' },
      ...loops,
    ];
  } finally {
    for (const runner of open) runner.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}
