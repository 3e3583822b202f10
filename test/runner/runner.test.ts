import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunOutcome } from '../../src/runner/outcome.ts';
import { RunnerFailure } from '../../src/runner/outcome.ts';
import { processRunner } from '../../src/runner/processhost.ts';
import type { Runner, Progress } from '../../src/runner/runner.ts';
import type { ReadyMessage } from '../../src/runner/protocol.ts';
import { fakeRunner, runFake, seen, task } from './support.ts';

type Done = Extract<RunOutcome, { kind: 'done' }>;

const HANG = 'export const run = () => /^(a+)+$/.test("a".repeat(40) + "b");';

const ENDLESS = 'export const run = () => { setInterval(() => {}, 1); };';

/** Waits for a scenario to begin, then does something. */
function whenRunning(act: () => void): { progress: (progress: Progress) => void } {
  let begun = false;
  return {
    progress: () => {
      if (!begun) act();
      begun = true;
    },
  };
}

describe('the runner', function () {
  this.timeout(30_000);
  const readies: ReadyMessage[] = [];
  let runner: Runner;
  before(() => {
    runner = fakeRunner({ onReady: ready => readies.push(ready) });
  });
  after(() => runner.dispose());

  it('runs a program and tells its verdict', async () => {
    const { verdict, result } = await runFake(runner, 'export async function run() { await null; return 1 + 1 }');
    assert.deepEqual([verdict, result], ['passed', '2']);
  });

  it('says what the permission model blocks and how promises run', () => {
    assert.ok(readies[0]!.blocked.includes('fs.write') && readies[0]!.blocked.includes('child'), readies[0]!.blocked.join());
    assert.equal(readies[0]!.drain, 'sync');
  });

  it('runs several scenarios, and tells each as soon as it is judged', async () => {
    const told: string[] = [];
    const outcome = await runner.run({ ...task('export const run = () => 1;'), scenarios: ['calm', 'rough'] }, { scenario: ({ id, hidden }) => told.push(`${id} ${hidden}`) });
    assert.deepEqual((outcome as Done).scenarios.map(({ id }) => id), ['calm', 'rough']);
    assert.deepEqual(told, ['calm false', 'rough true']);
  });

  it('runs the seeds asked for', async () => {
    const outcome = await runner.run({ ...task('export const run = () => 1;'), seeds: [5, 6, 7] }) as Done;
    assert.deepEqual([outcome.scenarios[0]!.seeds, outcome.scenarios[0]!.first!.seed], [3, 7]);
  });

  it('goes on to the next scenario after one in which the program is stuck', async () => {
    const outcome = await runner.run({ ...task('export const run = () => { for (;;) {} };'), scenarios: ['calm', 'rough'] }) as Done;
    assert.deepEqual(outcome.scenarios.map(({ verdict }) => verdict), ['stuck', 'stuck']);
  });

  it('reports what keeps a program from being judged', async () => {
    for (const [text, message] of [
      ['export const run = ', /./], ['export const walk = () => 1;', /^export a function named run$/], ['export const run = 5;', /^export a function named run$/], ['', /^export a function named run$/],
      ['import { x } from "./x.ts"; export const run = x;', /there is no module/],
    ] as const) {
      const outcome = await runner.run(task(text));
      assert.equal(outcome.kind, 'problems');
      assert.match((outcome as Extract<RunOutcome, { kind: 'problems' }>).problems[0]!.message, message);
    }
    const unknown = await runner.run({ ...task('export const run = () => 1;'), lesson: 'no/such' });
    assert.deepEqual(unknown, { kind: 'problems', problems: [{ message: 'there is no lesson no/such' }] });
    const nowhere = await runner.run({ ...task('export const run = () => 1;'), scenarios: ['stormy'] });
    assert.deepEqual(nowhere, { kind: 'problems', problems: [{ message: 'the lesson has no scenario stormy' }] });
  });

  it('runs several programs at once, each with its own verdict', async () => {
    const outcomes = await Promise.all([1, 2, 3, 4].map(n => runner.run(task(`export const run = async () => { await null; return ${n}; };`))));
    assert.deepEqual(outcomes.map(outcome => seen(outcome).result), ['1', '2', '3', '4']);
  });

  it('gives virtual time to every file of a program, in UTC whatever the zone of the machine', async () => {
    const program = `export const run = async (ctx: any) => {
      const begun = [Date(), new Date(2026, 5, 1).toISOString(), new Date(0).getHours(), new Date().getTimezoneOffset(), new Date(0).toLocaleString(), (1234.5).toLocaleString()];
      await new Promise(resolve => setTimeout(resolve, 1500));
      const signal = AbortSignal.timeout(500);
      await new Promise(resolve => signal.addEventListener('abort', resolve));
      return JSON.stringify([begun, Date.now(), performance.now(), signal.reason.name, crypto.randomUUID(), structuredClone(new Map([[1, 2]])).get(1), new URL('http://a/b').pathname, new TextEncoder().encode('é').length]);
    };`;
    const { result } = await runFake(runner, program);
    assert.deepEqual(JSON.parse(result!), [
      ['Thu Jan 01 2026 00:00:00 GMT+0000 (Coordinated Universal Time)', '2026-06-01T00:00:00.000Z', 0, 0, '1/1/1970, 12:00:00 AM', '1234.5'],
      Date.UTC(2026, 0, 1, 0, 0, 2), 2000, 'TimeoutError', '40404040-4040-4040-8040-404040404040', 2, '/b', 2,
    ]);
  });

  it('cancels a run that is under way', async () => {
    const control = new AbortController();
    const outcome = await runner.run(task(ENDLESS), { ...whenRunning(() => control.abort()), signal: control.signal });
    assert.deepEqual(outcome, { kind: 'cancelled', scenarios: [] });
    assert.equal((await runFake(runner, 'export const run = () => "next";')).result, 'next');
  });

  it('cancels before a run has begun', async () => {
    assert.deepEqual(await runner.run(task('export const run = () => 1;'), { signal: AbortSignal.abort() }), { kind: 'cancelled', scenarios: [] });
  });

  it('cancels a program that does not give control back, by ending it', async () => {
    const control = new AbortController();
    setTimeout(() => control.abort(), 300);
    const outcome = await runner.run(task(HANG), { signal: control.signal });
    assert.equal(outcome.kind, 'cancelled');
    assert.equal((await runFake(runner, 'export const run = () => "next";')).result, 'next');
  });

  it('keeps the verdicts it had when it was cancelled', async () => {
    const control = new AbortController();
    const outcome = await runner.run({ ...task('export const run = () => 1;'), scenarios: ['calm', 'rough'], seeds: Array.from({ length: 20_000 }, (_, i) => i) }, { scenario: () => control.abort(), signal: control.signal });
    assert.equal(outcome.kind, 'cancelled');
    assert.deepEqual((outcome as Extract<RunOutcome, { kind: 'cancelled' }>).scenarios.map(({ id }) => id), ['calm']);
  });

  it('tells of a fault of its own as such, and works on', async () => {
    await assert.rejects(runner.record({ lesson: 'fake/lesson', source: task('export const run = () => 1;').source, scenario: 'calm', seed: 1 }), (error: unknown) => error instanceof RunnerFailure && /the fake lesson records nothing/.test(error.message));
    assert.equal((await runFake(runner, 'export const run = () => "next";')).result, 'next');
  });

  it('tells which seed a program was stuck in that had to be ended', async () => {
    const outcome = await runner.run({ ...task(`let calls = 0; export const run = () => { if (Date.now() >= 0) { ${HANG.replace('export const run = () =>', '')} } };`), seeds: [7_000_000_000, 8] }) as Done;
    assert.deepEqual([outcome.stuck?.seed, outcome.stuck?.done, outcome.scenarios[0]!.seeds], [7_000_000_000, 0, 1]);
  });

  it('fails what is under way, and what comes, when it is closed', async () => {
    const closed = fakeRunner();
    await assert.rejects(closed.run(task(ENDLESS), whenRunning(() => closed.dispose())), /the runner is closed/);
    await assert.rejects(closed.run(task('export const run = () => 1;')), /the runner is closed/);
  });

  it('tells of a child that ends by itself, and another takes over', async () => {
    const { children } = runner as unknown as { readonly children: ReadonlySet<{ readonly process: ChildProcess }> };
    const outcome = await runner.run(task(ENDLESS), whenRunning(() => {
      for (const child of children) child.process.kill('SIGKILL');
    })) as Done;
    assert.deepEqual([outcome.stuck?.reason, outcome.scenarios[0]!.verdict], ['crashed', 'stuck']);
    assert.equal((await runFake(runner, 'export const run = () => "next";')).result, 'next');
  });

  it('says what a child could not load', async () => {
    const broken = fakeRunner({ program: '/nowhere/child.js' });
    await assert.rejects(broken.run(task('export const run = () => 1;')), (error: unknown) => error instanceof RunnerFailure && /Cannot find module .*child\.js/.test(error.message));
    broken.dispose();
  });

  it('says why a child ended at its start, without the program that is one line', async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'faultlab-child-')));
    const program = join(folder, 'child.mjs');
    writeFileSync(program, `const text = '${'x'.repeat(9_000)}'; throw new Error('no room for ' + text.length);`);
    const broken = processRunner({ program, readable: [folder] });
    await assert.rejects(broken.run(task('export const run = () => 1;')), (error: unknown) => error instanceof RunnerFailure && /Error: no room for 9000/.test(error.message) && error.message.length < 1_500);
    broken.dispose();
    rmSync(folder, { recursive: true });
  });
});

describe('a request of several scenarios', function () {
  this.timeout(60_000);
  const scenarios = ['calm', 'rough', 'calm'];
  const slow = 'let left = 400_000; await new Promise<void>(done => { const tick = () => (--left > 0 ? setTimeout(tick, 1) : done()); tick(); });';
  const programs = {
    'passes': `export const run = async (ctx: any) => { if (ctx.scenario === 'calm') { ${slow} } return ctx.scenario; };`,
    'throws': `export const run = async (ctx: any) => { ${slow} if (ctx.scenario === 'rough') throw new Error('no'); };`,
    'loops': `export const run = async (ctx: any) => { ${slow} if (ctx.scenario === 'rough') for (;;) {} };`,
    'gives no control back': `export const run = async (ctx: any) => { if (ctx.scenario === 'calm') { ${slow} } else /^(a+)+$/.test('a'.repeat(40) + 'b'); };`,
    'cannot be judged': 'export const walk = 1;',
  };
  let one: Runner;
  let several: Runner;
  before(async () => {
    [one, several] = [fakeRunner(), fakeRunner({ cores: 2 })];
    for (const runner of [one, several]) await Promise.all([1, 2].map(() => runFake(runner, 'export const run = () => 1;')));
  });
  after(() => {
    one.dispose();
    several.dispose();
  });

  const told = async (runner: Runner, text: string) => {
    const verdicts: unknown[] = [];
    const outcome = await runner.run({ ...task(text), scenarios }, { scenario: verdict => verdicts.push(verdict) });
    return { ...outcome, durationMs: 0, told: verdicts };
  };

  it('uses further children where it lasts', async () => {
    const { sharing } = several as unknown as { readonly sharing: { take(): Promise<unknown> } };
    const { take } = sharing;
    let taken = 0;
    sharing.take = () => {
      taken++;
      return take();
    };
    await told(several, programs.passes);
    sharing.take = take;
    assert.equal(taken, 2);
  });

  for (const [what, text] of Object.entries(programs)) {
    it(`comes to the same in several children and in one: a program that ${what}`, async () => {
      assert.deepEqual(await told(several, text), await told(one, text));
    });
  }

  it('is cancelled in all its children', async () => {
    const control = new AbortController();
    setTimeout(() => control.abort(), 500);
    assert.deepEqual(await several.run({ ...task(ENDLESS), scenarios }, { signal: control.signal }), { kind: 'cancelled', scenarios: [] });
    assert.equal((await runFake(several, 'export const run = () => "next";')).result, 'next');
  });
});

describe('promises run at once or in batches', function () {
  this.timeout(30_000);
  const programs = [
    'export async function run() { const seen: string[] = []; const say = async (n: string, t: number) => { await new Promise(r => setTimeout(r, t)); seen.push(n + performance.now()); await null; seen.push(n); }; await Promise.all([say("a", 3), say("b", 3), say("c", 1)]); return seen.join(); }',
    'export async function run() { const seen: number[] = []; queueMicrotask(() => seen.push(1)); setTimeout(() => seen.push(3), 1); await null; seen.push(2); await new Promise(r => setTimeout(r, 1)); return seen.join(); }',
    'export async function run() { const r = await Promise.race([new Promise(r => setTimeout(r, 5, "slow")), new Promise(r => setTimeout(r, 2, "fast"))]); return r + performance.now(); }',
    'export async function run() { async function* ticks() { for (let i = 0; i < 3; i++) { await new Promise(r => setTimeout(r, 2)); yield i; } } let s = ""; for await (const t of ticks()) s += t + "@" + performance.now() + " "; return s; }',
    'export async function run(ctx: any) { try { await ctx.rejectLater(); } catch (e: any) { return e.name + performance.now(); } }',
    'export const run = () => { setTimeout(() => { void Promise.reject(new Error("late")); }, 4); setTimeout(() => console.log("not reached"), 5); };',
    'export const run = () => { const p = Promise.reject(new Error("handled in time")); setTimeout(() => 0, 1); return p.catch(() => "caught"); };',
  ];

  it('gives the same results', async () => {
    const [sync, batch] = [fakeRunner(), fakeRunner({ drain: 'batch' })];
    try {
      for (const program of programs) assert.deepEqual(await runFake(batch, program), await runFake(sync, program), program);
    } finally {
      sync.dispose();
      batch.dispose();
    }
  });
});
