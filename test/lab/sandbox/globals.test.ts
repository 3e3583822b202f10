import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StandStill, started } from '../support.ts';

/** The value of an expression in a node's process. */
const valueOf = (expression: string, environment = new StandStill()): unknown => started(`export const run = () => (${expression});`, {}, environment).exports['run']!();

describe('virtual time of a node', () => {
  it('is what Date, performance and AbortSignal go by', () => {
    const { exports, environment } = started(`export const run = () => [Date.now(), new Date().toISOString(), new Date().getTime(), performance.now(), performance.timeOrigin];`);
    environment.nowMs = 1500;
    assert.deepEqual(exports['run']!(), [Date.UTC(2026, 0, 1, 0, 0, 1, 500), '2026-01-01T00:00:01.500Z', Date.UTC(2026, 0, 1, 0, 0, 1, 500), 1500, Date.UTC(2026, 0, 1)]);
  });

  it('is each node’s own', () => {
    const { attempt, exports, environment } = started('export const run = () => [Date.now(), Math.random(), performance.now()];');
    environment.nowMs = 5;
    const other = attempt.start(new StandStill(1000, 0.75), {}) as typeof exports;
    assert.deepEqual(other['run']!(), [1000, 0.75, 0]);
    assert.deepEqual(exports['run']!(), [Date.UTC(2026, 0, 1) + 5, 0.25, 5]);
  });

  it('starts timers with arguments, and clears them', () => {
    const { exports, environment } = started(`
      const seen: unknown[] = [];
      export const run = () => {
        setTimeout((a, b) => seen.push(a, b), 20, 'a', 'b');
        const dead = setTimeout(() => seen.push('dead'), 5);
        clearTimeout(dead); clearTimeout(undefined); clearInterval('x' as never);
        setInterval(() => seen.push('tick'), 7);
        setImmediate(() => seen.push('soon'));
        setTimeout(() => {}, Infinity);
        return seen;
      };`);
    const seen = exports['run']!();
    assert.deepEqual(environment.timers.map(({ delayMs, repeat }) => [delayMs, repeat]), [[20, false], [7, true], [0, false], [1, false]]);
    for (const timer of environment.timers) timer.fire();
    assert.deepEqual(seen, ['a', 'b', 'tick', 'soon']);
    assert.throws(() => started('export const run = () => setTimeout("run()" as never, 1);').exports['run']!(), /a timer needs a function, not string/);
  });

  it('aborts signals', () => {
    const { exports, environment } = started(`
      const seen: string[] = [];
      export const run = () => {
        const timeout = AbortSignal.timeout(30);
        const controller = new AbortController();
        const any = AbortSignal.any([timeout, controller.signal]);
        any.addEventListener('abort', () => seen.push('any ' + any.reason.name));
        timeout.onabort = () => seen.push('timeout');
        controller.signal.addEventListener('abort', { handleEvent: event => seen.push(event.type) }, { once: true });
        return { seen, controller, any, timeout };
      };`);
    const { seen, timeout, any } = exports['run']!() as { seen: string[]; timeout: AbortSignal; any: AbortSignal };
    assert.equal(timeout.aborted, false);
    assert.deepEqual(environment.timers.map(timer => timer.delayMs), [30]);
    environment.timers[0]!.fire();
    assert.deepEqual([...seen].sort(), ['any TimeoutError', 'timeout']);
    assert.throws(() => any.throwIfAborted(), { name: 'TimeoutError' });
    assert.equal(any.reason, timeout.reason);
    const again = exports['run']!() as { controller: AbortController };
    again.controller.abort('enough');
    again.controller.abort('more');
    assert.deepEqual([again.controller.signal.reason, seen.slice(2).sort()], ['enough', ['abort', 'any undefined']]);
  });
});

describe('Date of a node', () => {
  it('is in UTC whatever the host’s zone is', () => {
    const texts = ['2026-03-29T02:30:00', '2026-03-29', '2026-03-29T02:30:00Z', '2026-03-29T02:30:00+02:00', '29 Mar 2026 02:30', 'Sun, 29 Mar 2026 02:30:00 GMT', '2026/03/29'];
    assert.deepEqual(valueOf(`${JSON.stringify(texts)}.map(t => new Date(t).toISOString().slice(0, 16))`), [
      '2026-03-29T02:30', '2026-03-29T00:00', '2026-03-29T02:30', '2026-03-29T00:30', '2026-03-29T02:30', '2026-03-29T02:30', '2026-03-29T00:00',
    ]);
    assert.deepEqual(valueOf('[new Date(2026, 2, 29, 2, 30).toISOString(), Date.parse("2026-03-29T00:00:01"), Date.UTC(2026, 0), Number.isNaN(Date.parse("never"))]'), [
      '2026-03-29T02:30:00.000Z', Date.UTC(2026, 2, 29, 0, 0, 1), Date.UTC(2026, 0), true,
    ]);
  });

  it('is still a Date', () => {
    assert.deepEqual(valueOf('[new Date() instanceof Date, Date.name, Date.length, new Date(new Date(5)).getTime(), new (class Later extends Date { later() { return this.getTime() + 1; } })(5).later(), typeof Date()]'), [true, 'Date', 7, 5, 6, 'string']);
  });
});

describe('other globals of a node', () => {
  it('draw from its own stream', () => {
    assert.match(valueOf('crypto.randomUUID()') as string, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(valueOf('crypto.randomUUID()'), valueOf('crypto.randomUUID()'));
    assert.notEqual(valueOf('crypto.randomUUID()'), valueOf('crypto.randomUUID()', new StandStill(0, 0.7)));
    assert.deepEqual(valueOf('[...crypto.getRandomValues(new Uint8Array(3))]'), [64, 64, 64]);
    assert.equal(valueOf('Math.random()'), 0.25);
  });

  it('compute the same everywhere', () => {
    assert.deepEqual(valueOf('[Math.pow(2, 0.5) === 2 ** 0.5, Math.max(1, 2), Math.floor(1.5), Math.PI, Object.prototype.toString.call(Math)]'), [true, 2, 1, Math.PI, '[object Math]']);
  });

  it('powers of literals are what they should be', () => {
    assert.deepEqual(valueOf('[2 ** 32, 2 ** 3 ** 2, (2) ** 10, (3 ** 2).toString(), 2 ** -1, 10 ** 400, typeof (2n ** 3n)]'), [4294967296, 512, 1024, '9', 0.5, Infinity, 'bigint']);
  });

  it('copy, encode and parse', () => {
    assert.deepEqual(valueOf('structuredClone({ a: new Map([[1, new Set([2n])]]), b: new Date(3) })'), { a: new Map([[1, new Set([2n])]]), b: new Date(3) });
    assert.equal(valueOf('(() => { try { structuredClone({ f() {} }); } catch (e) { return `${e.name}: ${e.message}`; } })()'), 'DataCloneError: a function cannot be sent or stored: only data can');
    assert.deepEqual(valueOf('[new URL("/a?b=c", "http://x").href, new URLSearchParams("a=1").get("a"), [...new TextEncoder().encode("é")], new TextDecoder().decode(new Uint8Array([104, 105]))]'), ['http://x/a?b=c', '1', [195, 169], 'hi']);
    fc.assert(fc.property(fc.uint8Array(), bytes => {
      const text = String.fromCharCode(...bytes);
      const { exports } = started('export const encode = btoa; export const decode = atob;');
      assert.equal(exports['encode']!(text), btoa(text));
      assert.equal(exports['decode']!(exports['encode']!(text)), text);
    }), { numRuns: 20 });
    assert.throws(() => valueOf('atob("a")'), { name: 'InvalidCharacterError' });
  });

  it('hold nothing of the host', () => {
    const names = ['process', 'require', 'module', 'global', 'Buffer', 'fetch', 'XMLHttpRequest', 'WebSocket', 'Worker', 'SharedArrayBuffer', 'Atomics', 'WebAssembly', 'navigator', 'window', 'self', 'document', 'Function', 'WeakRef', 'FinalizationRegistry', 'gc'];
    assert.deepEqual(valueOf(`${JSON.stringify(names)}.filter(name => name in globalThis)`), []);
    assert.equal(valueOf('globalThis.globalThis === globalThis'), true);
  });

  it('give way to what a program declares under their names', () => {
    assert.equal(started('var Event; (function (e) { e.made = 1; })(Event || (Event = {})); export const run = () => Event.made;').exports['run']!(), 1);
    assert.equal(started('export const run = () => typeof URL; if (run) { for (var URL of []); }').exports['run']!(), 'undefined');
    assert.equal(started('const Date = 4; let Map = 5; export const run = () => Date + Map;').exports['run']!(), 9);
    assert.equal(started('function inner() { var Event = 1; return Event; } export const run = () => inner() + typeof Event;').exports['run']!(), '1function');
  });

  it('keep what a program puts on globalThis to that process', () => {
    const { attempt, exports, environment } = started('export const run = (v?: number) => { if (v) (globalThis as any).shared = v; return (globalThis as any).shared; };');
    exports['run']!(3);
    assert.equal((attempt.start(environment, {}) as typeof exports)['run']!(), undefined);
  });
});

describe('console of a node', () => {
  it('prints as people are used to', () => {
    const { environment } = started(`
      console.log('hello %s, %d of %i, %j', 'ada', 1.5, 2.9, { a: [1] }, 'rest', null, undefined);
      console.warn({ a: 'x', list: [1, , 3], map: new Map([['k', new Set([1])]]), at: new Date(0), f() {}, [Symbol('s')]: 1, get late() { throw new Error('never called'); } });
      console.error(-0, 5n, [[[[[1]]]]], new (class Order { id = 1 })(), new Uint8Array(2));
      console.assert(1 > 2, 'broken'); console.count(); console.count(); console.debug('d');
      export const run = 1;`);
    assert.deepEqual(environment.logs, [
      'info hello ada, 1.5 of 2, { a: [ 1 ] } rest null undefined',
      "warn { a: 'x', list: [ 1, <empty>, 3 ], map: Map(1) { 'k' => Set(1) { 1 } }, at: 1970-01-01T00:00:00.000Z, f: [Function: f], late: [Getter] }",
      'error -0 5n [ [ [ [ [Array] ] ] ] ] Order { id: 1 } Uint8Array(2) [ 0, 0 ]',
      'error Assertion failed broken', 'info default: 1', 'info default: 2', 'debug d',
    ]);
  });

  it('stops at its budget and says so once', () => {
    const { environment } = started('for (let i = 0; i < 300; i++) console.log("x".repeat(9_999)); export const run = 1;');
    assert.equal(environment.logs.length, 101);
    assert.match(environment.logs.at(-1)!, /^warn this process has printed 1000000 characters: it prints no more/);
  });

  it('shows the first part of what is endless', () => {
    const { environment } = started('console.log("y".repeat(50_000)); console.log(Array.from({ length: 1000 }, (_, i) => i)); export const run = 1;');
    assert.match(environment.logs[0]!, /y… \(40000 more characters\)$/);
    assert.match(environment.logs[1]!, /99, … 900 more \]$/);
  });
});
