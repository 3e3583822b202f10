import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { ScenarioVerdict } from '../../src/lab/verdict.ts';
import { processRunner } from '../../src/runner/processhost.ts';
import type { Runner } from '../../src/runner/runner.ts';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

/** An office that sells the same seats as all others, and first tries something. */
const office = (attack: string): string => `
let told = 'nothing';
export class TicketOffice {
  constructor(ctx, seats) {
    this.ctx = ctx; this.seats = seats; this.next = 0;
    const said = [];
    const attempt = f => { try { const x = f(); said.push(typeof x === 'object' && x !== null ? 'object ' + Object.keys(x) : String(x)); } catch (error) { said.push('refused'); } };
    ${attack}
    told = said.join(' | ');
    ctx.note('told', told);
  }
  async onRequest(r) { return this.next < this.seats.length ? { seat: this.seats[this.next++] } : 'sold-out'; }
}`;

/** Attempts to see or change what judges the program; each leaves the verdict as it is. */
const attacks: Readonly<Record<string, string>> = {
  'changes Array.prototype': 'attempt(() => { Array.prototype.find = () => undefined; Array.prototype.filter = () => []; })',
  'changes Map and Promise': 'attempt(() => { Map.prototype.get = () => undefined; Promise.prototype.then = function () { return this; }; })',
  'changes JSON and Math': 'attempt(() => { JSON.stringify = () => "{}"; Math.max = () => 0; })',
  'defines a property of Object.prototype': 'attempt(() => { Object.defineProperty(Object.prototype, "verdict", { get: () => "passed" }); })',
  'changes the class of a kit': 'attempt(() => { ctx.call.constructor.prototype.apply = () => undefined; })',
  'climbs from a function of the context to the host': 'attempt(() => ctx.send.constructor("return process")()); attempt(() => ctx.disk.read.constructor.constructor("return globalThis.process")());',
  'climbs from an object of the context': 'attempt(() => { Object.getPrototypeOf(ctx).send = () => {}; }); attempt(() => { ctx.send = () => {}; }); attempt(() => { ctx.disk.sync = async () => {}; });',
  'climbs from an error of the host': 'attempt(() => { try { ctx.send("nobody", 1); } catch (error) { return error.stack + error.constructor.constructor("return this")().process; } })',
  'asks for a stack with all frames': 'attempt(() => { Error.stackTraceLimit = 100; Error.prepareStackTrace = (_, sites) => sites; return new Error().stack.length; })',
  'leaves something for the other nodes': 'attempt(() => { globalThis.shared = 1; Symbol.for("shared").shared = 1; })',
  'throws from a getter of its answer': 'this.onRequest = async () => ({ get seat() { throw new Error("gotcha"); } });',
};

/** Whatever two processes might have in common: expressions in the constructor of an office. */
const channels: Readonly<Record<string, string>> = {
  'a class of the library': 'Refused', 'its prototype': 'Refused.prototype', 'the prototype of all its errors': 'KitError.prototype', 'a function of the library': 'hash64', 'sleep': 'sleep',
  'the context': 'ctx', 'a function of the context': 'ctx.send', 'its peers': 'ctx.peers', 'its disk': 'ctx.disk', 'its signal': 'ctx.stopping', 'the prototype of its signal': 'Object.getPrototypeOf(ctx.stopping)',
  'what the constructor is given': 'seats', 'an error of the kit': 'thrown', 'the prototype of an error of the kit': 'Object.getPrototypeOf(thrown)', 'the prototype above it': 'Object.getPrototypeOf(Object.getPrototypeOf(thrown))',
  'globalThis': 'globalThis', 'Object.prototype': 'Object.prototype', 'Array': 'Array', 'Error': 'Error', 'Promise.prototype': 'Promise.prototype', 'Symbol': 'Symbol', 'RegExp': 'RegExp', 'Math': 'Math', 'what Math inherits': 'Object.getPrototypeOf(Math)',
  'Date': 'Date', 'Date.prototype': 'Date.prototype', 'what Date inherits': 'Object.getPrototypeOf(Date)', 'console': 'console', 'console.log': 'console.log', 'crypto': 'crypto', 'performance': 'performance',
  'setTimeout': 'setTimeout', 'queueMicrotask': 'queueMicrotask', 'structuredClone': 'structuredClone', 'btoa': 'btoa', 'AbortController': 'AbortController', 'AbortController.prototype': 'AbortController.prototype',
  'AbortSignal': 'AbortSignal', 'the prototype of a signal': 'Object.getPrototypeOf(new AbortController().signal)', 'Event.prototype': 'Event.prototype', 'EventTarget.prototype': 'EventTarget.prototype', 'DOMException.prototype': 'DOMException.prototype',
  'URL': 'URL', 'URL.prototype': 'URL.prototype', 'URLSearchParams.prototype': 'URLSearchParams.prototype', 'the parameters of a URL': 'Object.getPrototypeOf(new URL("http://a/?b").searchParams.entries())', 'TextEncoder.prototype': 'TextEncoder.prototype',
  'Uint8Array': 'Uint8Array', 'Uint8Array.prototype': 'Uint8Array.prototype', 'what typed arrays inherit': 'Object.getPrototypeOf(Uint8Array)', 'ArrayBuffer.prototype': 'ArrayBuffer.prototype',
  'async functions': 'Object.getPrototypeOf(async () => {})', 'generators': 'Object.getPrototypeOf(function* () {}).prototype', 'iterators of arrays': 'Object.getPrototypeOf([][Symbol.iterator]())', 'the texts of a template': '(texts => texts)`a${1}b`',
};

/** An office that fails if a process before it left something in one of the channels. */
const leaking = office(`
  let thrown;
  try { ctx.send("nobody", 1); } catch (error) { thrown = error; }
  try { throw new Busy(5); } catch (error) { thrown ??= error; }
  const left = what => {
    const before = Object.getOwnPropertyDescriptor(what, 'left')?.value ?? 0;
    Object.defineProperty(what, 'left', { value: before + 1, writable: true, configurable: true });
    return before > 0;
  };
  const found = [];
  ${Object.entries(channels).map(([name, what]) => `try { if (left(${what})) found.push(${JSON.stringify(name)}); } catch {}`).join('\n')}
  /a(.)/.exec('a' + ctx.id);
  if (RegExp.$1 !== undefined) found.push('RegExp.$1');
  if (found.length > 0) throw new Error('left by others: ' + found.join(', '));
`);

describe('what judges a program is out of its reach', function () {
  this.timeout(120_000);
  let runner: Runner;
  const run = async (text: string): Promise<ScenarioVerdict> => {
    const source = { file: '/home/ada/faultlab/exercise.ts', entry: 'exercise.ts', files: { 'exercise.ts': text } };
    const outcome = await runner.run({ lesson: 'fundamentals/what-makes-it-distributed', source, scenarios: ['three-machines'], seeds: [1, 2, 3] });
    assert.equal(outcome.kind, 'done', JSON.stringify(outcome));
    return outcome.kind === 'done' ? outcome.scenarios[0]! : assert.fail();
  };
  before(() => {
    runner = processRunner({ program: `${dist}child.js`, readable: [dist] });
  });
  after(() => runner.dispose());

  it('and no process finds what another one left, in whatever they have in common', async () => {
    const { verdict, first } = await run(`import { Busy, Refused, KitError, hash64, sleep } from 'faultlab';\n${leaking}`);
    assert.equal(verdict, 'failed', first?.message);
    assert.doesNotMatch(first!.message, /left by others|same way twice/);
  });

  for (const [name, attack] of Object.entries(attacks)) {
    it(name, async () => {
      const { verdict, failedSeeds } = await run(office(attack));
      assert.ok(verdict === 'failed' || verdict === 'error', verdict);
      assert.deepEqual(failedSeeds, verdict === 'error' ? [1] : [1, 2, 3]);
    });
  }

  it('finds nothing of the scenarios in what it is given', async () => {
    const look = office(`const seen = new Set(); const walk = (value, path, depth) => {
      if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value) || depth > 6) return;
      seen.add(value);
      for (const key of Reflect.ownKeys(value)) {
        const name = path + '.' + String(key);
        if (/scenario|verdict|seed|check|world|faults|history/i.test(String(key))) said.push(name);
        try { walk(value[key], name, depth + 1); } catch {}
      }
      walk(Object.getPrototypeOf(value), path + '.__proto__', depth + 1);
    };
    walk(ctx, 'ctx', 0); walk(globalThis, 'globalThis', 0);
    if (said.length > 0) throw new Error('found ' + said.join(', '));`);
    const { verdict, first } = await run(look);
    assert.equal(verdict, 'failed', first?.message);
  });

  it('and the next program is judged as if nothing had been', async () => {
    assert.equal((await run(office(''))).verdict, 'failed');
  });
});
