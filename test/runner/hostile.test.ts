import assert from 'node:assert/strict';
import type { RunOutcome } from '../../src/runner/outcome.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { marked } from '../lab/support.ts';
import { fakeRunner, runFake, seen, task, type FakeRun } from './support.ts';

interface Hostile {
  /** The place that is to be named is marked with `«`. */
  readonly text: string;
  readonly verdict: FakeRun['verdict'];
  readonly stopped?: FakeRun['stopped'];
  readonly message?: RegExp;
}

const throwing: Readonly<Record<string, Hostile>> = {
  'throws an error': { text: 'export function run() {\n  throw «new Error("out of stock");\n}', verdict: 'error', message: /^Error: out of stock$/ },
  'throws in a promise': { text: 'export async function run() {\n  await null;\n  throw «new TypeError("later");\n}', verdict: 'error', message: /^TypeError: later$/ },
  'throws in a timer': { text: 'export function run() {\n  setTimeout(() => { throw «new Error("tick"); }, 5);\n}', verdict: 'error', message: /tick/ },
  'leaves a rejection unhandled': { text: 'export function run() {\n  void Promise.reject(«new Error("nobody listens"));\n}', verdict: 'error', message: /nobody listens/ },
  'throws null': { text: 'export function run() { throw «null; }', verdict: 'error', message: /^threw null/ },
  'throws undefined': { text: 'export const run = async () => { throw «undefined; };', verdict: 'error', message: /^threw undefined/ },
  'throws an object whose getters throw': { text: 'export function run() {\n  throw «{ get message() { throw 1; }, get stack() { throw 2; }, toString() { throw 3; } };\n}', verdict: 'error', message: /^threw \{ message: \[Getter\]/ },
  'throws a proxy that throws at everything': {
    text: 'const no = () => { throw 1; };\nexport function run() {\n  throw «new Proxy({}, { get: no, has: no, getPrototypeOf: no, ownKeys: no, getOwnPropertyDescriptor: no });\n}', verdict: 'error', message: /^threw/,
  },
  'returns a thenable that throws': { text: 'export const run = () => ({ then() { throw «new Error("not a promise"); } });', verdict: 'error', message: /not a promise/ },
  'returns a thenable whose then throws when read': { text: 'export const run = () => ({ get then(): never { throw «new Error("unreadable"); } });', verdict: 'error', message: /unreadable/ },
  'throws while its module is loaded': { text: 'const config: any = undefined;\nconst limit = config.«limit;\nexport const run = () => limit;', verdict: 'error', message: /^TypeError/ },
  'calls what is no function': { text: 'export const run = (ctx: any) => {\n  ctx.«missing();\n};', verdict: 'error', message: /missing is not a function/ },
  'throws an error that overwrites its stack': { text: 'export function run() {\n  const e = new Error("x"); e.stack = "at host"; throw «e;\n}', verdict: 'error', message: /^Error: x$/ },
  'throws an aggregate': { text: 'export async function run() { await Promise.any([Promise.reject(new Error("a"))]); }', verdict: 'error', message: /^AggregateError: All promises were rejected$/ },
};

const looping: Readonly<Record<string, Hostile>> = {
  'while': { text: 'export function run() { let i = 0; «while (true) i++; }', verdict: 'stuck', stopped: 'loop' },
  'for': { text: 'export function run() {\n  «for (;;) {\n  }\n}', verdict: 'stuck', stopped: 'loop' },
  'do while': { text: 'export function run() {\n  «do {} while (true);\n}', verdict: 'stuck', stopped: 'loop' },
  'for of an endless iterator': { text: 'const endless = { *[Symbol.iterator]() { «for (;;) yield 1; } };\nexport function run() { Array.from(endless); }', verdict: 'stuck', stopped: 'loop' },
  'an endless iterator without a loop': { text: 'const endless = { [Symbol.iterator]: () => ({ «next() { return { value: 1, done: false }; } }) };\nexport function run() { new Set(endless); }', verdict: 'stuck', stopped: 'function' },
  'recursion': { text: 'export const run = () => {\n  const down = «(n: number): number => down(n + 1) + 1;\n  return down(0);\n};', verdict: 'stuck', stopped: 'recursion' },
  'recursion that is caught': { text: 'export const run = () => {\n  const down = «(n: number): number => { try { return down(n + 1) + 1; } catch { return 0; } };\n  return down(0);\n};', verdict: 'stuck', stopped: 'recursion' },
  'recursion that a finally hides': { text: 'export const run = () => {\n  const down = «(n: number): number => { try { return down(n + 1) + 1; } finally { return 0; } };\n  return down(0);\n};', verdict: 'stuck', stopped: 'recursion' },
  'recursion in a promise that is caught': { text: 'export const run = async () => {\n  const down = «(n: number): number => down(n + 1) + 1;\n  await Promise.resolve().then(() => down(0)).catch(() => 0);\n};', verdict: 'stuck', stopped: 'recursion' },
  'microtasks': { text: 'export async function run() {\n  «for (;;) await null;\n}', verdict: 'stuck', stopped: 'loop' },
  'queueMicrotask': { text: 'export const run = () => {\n  const again = «() => queueMicrotask(again);\n  again();\n};', verdict: 'stuck', stopped: 'function' },
  'then upon then': { text: 'export const run = () => {\n  const again = «(): Promise<void> => Promise.resolve().then(again);\n  return again();\n};', verdict: 'stuck', stopped: 'function' },
  'a thenable that resolves with itself': { text: 'export const run = async () => {\n  const self = { «then(resolve: (v: unknown) => void) { resolve(self); } };\n  await self;\n};', verdict: 'stuck', stopped: 'function' },
  'finally continue': { text: 'export function run() {\n  «while (true) { try { throw 1; } finally { continue; } }\n}', verdict: 'stuck', stopped: 'loop' },
  'catch that goes on': { text: 'export function run() {\n  for (;;) { try { «for (;;) {} } catch {} }\n}', verdict: 'stuck', stopped: 'loop' },
  'a label that is continued': { text: 'export function run() {\n  again: for (;;) { «for (;;) continue again; }\n}', verdict: 'stuck', stopped: 'loop' },
  'at module load': { text: 'let n = 0;\n«while (n >= 0) n++;\nexport const run = () => n;', verdict: 'stuck', stopped: 'loop' },
  'in a getter that the kernel reads': { text: 'export function run() {\n  return { get then(): never { «for (;;) {} } };\n}', verdict: 'stuck', stopped: 'loop' },
  'in the text of what is thrown': { text: 'export function run() {\n  throw Object.assign(new Error("x"), { toString() { «for (;;) {} } });\n}', verdict: 'stuck', stopped: 'loop' },
  'in a class field': { text: 'class Handler { limit = (() => { «for (;;) {} })(); }\nexport const run = () => new Handler();', verdict: 'stuck', stopped: 'loop' },
  'in a comparison': { text: 'export const run = () => [3, 2, 1].sort(() => { «while (true) {} });', verdict: 'stuck', stopped: 'loop' },
  'in a JSON text': { text: 'export const run = () => JSON.stringify({ toJSON() { «while (true) {} } });', verdict: 'stuck', stopped: 'loop' },
};

const allocating: Readonly<Record<string, Hostile>> = {
  'objects': { text: 'export function run() { const all: object[] = []; «while (true) all.push({ n: all.length }); }', verdict: 'stuck', stopped: 'loop' },
  'a text that doubles': { text: 'export function run() { let text = "x"; for (;;) text = text.«repeat(2); }', verdict: 'stuck', stopped: 'allocation' },
  'a text of a huge length': { text: 'export const run = () => "x".«padEnd(500_000_000).length;', verdict: 'stuck', stopped: 'allocation' },
  'array buffers': { text: 'export function run() { const all = []; for (;;) all.push(«new ArrayBuffer(10_000_000)); }', verdict: 'stuck', stopped: 'allocation' },
  'typed arrays': { text: 'export function run() { const all = []; for (;;) all.push(«new Float64Array(1_000_000)); }', verdict: 'stuck', stopped: 'allocation' },
  'arrays': { text: 'export function run() { return new Array(50_000_000).«fill(0).length; }', verdict: 'stuck', stopped: 'allocation' },
  'arrays from a length': { text: 'export function run() { return Array.«from({ length: 100_000_000 }).length; }', verdict: 'stuck', stopped: 'allocation' },
};

for (const drain of ['sync', 'batch'] as const) {
  describe(`hostile programs, promises run ${drain === 'sync' ? 'at once' : 'in batches'}`, function () {
    this.timeout(15_000);
    let runner: Runner;
    before(() => {
      runner = fakeRunner(drain === 'batch' ? { drain } : {});
    });
    after(() => runner.dispose());
    afterEach('the next run works', async () => {
      assert.equal((await runFake(runner, 'export const run = async () => { await null; return "alive"; };')).result, 'alive');
    });

    for (const [group, programs] of [['', throwing], ['loops for ever: ', looping], ['allocates without end: ', allocating]] as const) {
      for (const [what, { text, verdict, stopped, message }] of Object.entries(programs)) {
        it(group + what, async () => {
          const place = text.includes('«') ? marked(text) : undefined;
          const run = await runFake(runner, place?.text ?? text);
          assert.deepEqual([run.verdict, run.stopped], [verdict, stopped], JSON.stringify(run));
          if (message !== undefined) assert.match(run.error!.message, message);
          if (place !== undefined) assert.deepEqual([run.range?.startLineNumber, run.range?.startColumn], [place.line, place.column]);
        });
      }
    }

    it('loops for ever: setTimeout(0), which is 1 ms', async () => {
      const { verdict, nowMs } = await runFake(runner, 'let n = 0; export const run = () => { const again = () => { if (++n < 5000) setTimeout(again, 0); }; again(); };');
      assert.deepEqual([verdict, nowMs], ['passed', 4999]);
    });

    it('never resolves', async () => {
      const run = await runFake(runner, 'export const run = () => new Promise(() => {});');
      assert.deepEqual([run.verdict, run.result], ['passed', undefined]);
    });
  });
}

const escapes: Readonly<Record<string, string>> = {
  'process, require and fetch': '[typeof process, typeof require, typeof fetch, typeof module, typeof Buffer, typeof WebAssembly].join()',
  'the constructor of functions': '["constructor.constructor", "f.constructor", "async", "generator"].map((what, i) => attempt(() => [({}).constructor.constructor, (() => 1).constructor, (async () => 1).constructor, (function* () {}).constructor][i]("return process")())).join()',
  'the host through a bound function': '[setTimeout, console.log, Date, Math.exp, structuredClone, queueMicrotask, performance.now, ctx.here].map(f => attempt(() => f.constructor("return typeof process")())).join()',
  'the source of the host': '[setTimeout, console.log, Date, Date.now, structuredClone, AbortController, "".repeat, run].every(f => /^function \\w*\\(\\) \\{ \\[native code\\] \\}$/.test(String(f)))',
  'the host’s objects through prototypes': 'attempt(() => { let o: any = ctx; while (Object.getPrototypeOf(o)) o = Object.getPrototypeOf(o); return o === Object.prototype; })',
  'globals of the host': 'Object.getOwnPropertyNames(globalThis).filter(name => /process|require|global$|^Buffer|fetch|Worker|Shared|Atomics|Compartment|lockdown|harden/.test(name)).join()',
};

describe('hostile programs reach', function () {
  this.timeout(15_000);
  let runner: Runner;
  before(() => {
    runner = fakeRunner();
  });
  after(() => runner.dispose());

  const value = (expression: string, prelude = ''): Promise<FakeRun> =>
    runFake(runner, `declare const process: any, require: any, fetch: any, module: any, Buffer: any, WebAssembly: any;\n${prelude}\nconst attempt = (f: () => unknown) => { try { return f(); } catch (e: any) { return e.name; } };\nexport const run = (ctx: any) => ${expression};`);

  for (const [what, expected] of [
    ['process, require and fetch', 'undefined,undefined,undefined,undefined,undefined,undefined'],
    ['the constructor of functions', 'TypeError,TypeError,TypeError,TypeError'],
    ['the host through a bound function', 'TypeError,TypeError,TypeError,TypeError,TypeError,TypeError,TypeError,TypeError'],
    ['the source of the host', 'true'],
    ['the host’s objects through prototypes', 'true'],
    ['globals of the host', ''],
  ] as const) {
    it(`nothing by ${what}`, async () => {
      const run = await value(escapes[what]!);
      assert.deepEqual([run.verdict, run.result], ['passed', expected], JSON.stringify(run));
    });
  }

  for (const [what, statement] of [
    ['Object.prototype', 'Object.prototype.polluted = 1'], ['Array.prototype', 'Array.prototype.push = () => 0'], ['Promise.prototype', 'Promise.prototype.then = () => 0'],
    ['elements of Object.prototype', 'Object.prototype[7] = 1'], ['elements of Array.prototype', 'Array.prototype[7] = 1'], ['the order of elements', 'Object.setPrototypeOf(Array.prototype, [])'],
    ['Function.prototype', 'Object.setPrototypeOf(Function.prototype, {})'],
    ['Math', 'Object.getPrototypeOf(Math).exp = () => 1'], ['Symbol.iterator', 'delete Array.prototype[Symbol.iterator]'], ['Date.prototype', 'Date.prototype.getTime = () => 1'],
    ['a shared class', 'URL.prototype.x = 1'], ['JSON', 'JSON.parse = () => 1'], ['a setter on Object.prototype', 'Object.defineProperty(Object.prototype, "then", { get() { return 1; } })'],
  ] as const) {
    it(`nothing of others by changing ${what}`, async () => {
      const run = await runFake(runner, `export const run = () => {\n  (${statement.replace(/([A-Za-z]+(?:\.[a-z]+)?)\./, '($1 as any).')});\n};`);
      const after = await value('[({} as any).polluted, [1].length, new Error("x").message, Math.exp(0), new Date(5).getTime(), JSON.parse("2"), [...[3]].length, ({} as any).then, [][7], ({} as any)[7], [Object, Array, Promise, Uint8Array].every(({ prototype }) => Object.isFrozen(prototype))].join()');
      assert.equal(after.result, ',1,x,1,5,2,1,,,,true');
      assert.deepEqual([run.verdict, run.range?.startLineNumber], ['error', 2], JSON.stringify(run));
    });
  }

  it('nothing by Error.prepareStackTrace: errors keep their places', async () => {
    const meddle = 'for (const [key, value] of Object.entries({ prepareStackTrace: () => { throw 1; }, stackTraceLimit: 0, captureStackTrace: 1 })) try { (Error as any)[key] = value; } catch {}';
    const run = await runFake(runner, `export const run = () => {\n  ${meddle}\n  throw new Error("x");\n};`);
    assert.deepEqual([run.verdict, run.range?.startLineNumber, run.error?.message], ['error', 3, 'Error: x']);
  });

  it('no host path in a stack', async () => {
    const run = await value('attempt(() => null.x) && (() => { try { (null as any).x(); } catch (e: any) { return e.stack; } })()');
    assert.match(run.result!, /exercise\.ts:4/);
    assert.doesNotMatch(run.result!, /src\/|node:|fakelab|internal/);
  });

  it('no other process of theirs, but by what the world hands over', async () => {
    const run = await runFake(runner, 'let n = 0; export const touch = () => ++n; export const run = (ctx: any) => [touch(), touch(), ctx.other.touch()].join();');
    assert.equal(run.result, '1,2,1');
  });

  it('nothing by import() and eval, which are refused with their place', async () => {
    for (const [text, message] of [['export const run = () =>\n  import("node:fs");', /import\(\)/], ['export const run = () =>\n  eval("process");', /eval/]] as const) {
      const outcome = await runner.run(task(text));
      assert.equal(outcome.kind, 'problems');
      const [problem] = (outcome as Extract<RunOutcome, { kind: 'problems' }>).problems;
      assert.match(problem!.message, message);
      assert.deepEqual([problem!.range?.startLineNumber, problem!.range?.startColumn], [2, 3]);
    }
  });

  it('only their budget of the log', async () => {
    const run = await runFake(runner, 'export const run = () => { for (let i = 0; i < 2000; i++) console.log("x".repeat(1000)); };');
    assert.equal(run.verdict, 'passed');
    assert.ok(run.logs.join('').length < 1_100_000);
    assert.match(run.logs.at(-1)!, /it prints no more/);
  });
});

describe('programs that no counter stops', function () {
  this.timeout(15_000);
  let runner: Runner;
  before(() => {
    runner = fakeRunner();
  });
  after(() => runner.dispose());

  const endings: readonly (readonly [what: string, text: string, reason: string])[] = [
    ['a regular expression that goes back and forth', 'export const run = () => {\n  return «check("a".repeat(40) + "b");\n};\nconst check = (text: string) => /^(a+)+$/.test(text);', 'silent'],
    ['a sort of a huge array', 'export const run = () => { const a: number[] = []; a.length = 4_000_000_000; return a.indexOf(1); };', 'silent'],
    ['memory over many events', 'const all: unknown[] = [];\nexport const run = () => { setInterval(() => { all.push(new Uint8Array(60_000_000).fill(1)); }, 1); };', 'memory'],
    ['a heap of small objects over many events', 'const all: unknown[] = [];\nexport const run = () => { setInterval(() => { for (let i = 0; i < 50_000; i++) all.push({ i, a: [i] }); }, 1); };', 'memory'],
  ];
  for (const [what, marking, reason] of endings) {
    it(`are ended from outside, and the next run works: ${what}`, async () => {
      const text = marking.replace('«', '');
      let ticks = 0;
      const timer = setInterval(() => ticks++, 10);
      const outcome = await runner.run(task(text));
      clearInterval(timer);
      assert.equal(outcome.kind, 'done');
      const { scenarios, stuck } = outcome as Extract<RunOutcome, { kind: 'done' }>;
      assert.deepEqual([stuck?.reason, stuck?.seed, scenarios[0]?.verdict, scenarios[0]?.failedSeeds], [reason, 1, 'stuck', [1]], JSON.stringify(stuck));
      assert.ok(ticks >= 10, 'this process went on meanwhile');
      if (marking.includes('«')) assert.equal(scenarios[0]?.first?.range?.startLineNumber, 4);
      assert.equal((await runFake(runner, 'export const run = () => "alive";')).result, 'alive');
    });
  }

  it('do not hold up a run beside them', async () => {
    const [stuck, calm] = await Promise.all([runner.run(task(endings[0]![1].replace('«', ''))), runner.run(task('export const run = () => "calm";'))]);
    assert.equal((stuck as Extract<RunOutcome, { kind: 'done' }>).stuck?.reason, 'silent');
    assert.equal(seen(calm).result, 'calm');
  });
});
