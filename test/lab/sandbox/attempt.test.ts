import assert from 'node:assert/strict';
import { started, thrownBy } from '../support.ts';

describe('an attempt', () => {
  it('starts afresh each time: module state dies with its process', () => {
    const { attempt, exports, environment } = started('let n = 0; class Box { static all = 0; } export const run = () => [++n, ++Box.all];');
    exports['run']!();
    assert.deepEqual(exports['run']!(), [2, 2]);
    assert.deepEqual((attempt.start(environment, {}) as typeof exports)['run']!(), [1, 1]);
  });

  it('throws what the module throws while it loads', () => {
    assert.throws(() => started('throw new TypeError("no config"); export const run = 1;'), /no config/);
  });

  it('stays stopped until it is reset, whatever is refilled', () => {
    const { attempt, exports } = started('export const spin = () => { for (;;) {} }; export const one = () => 1;');
    thrownBy(attempt, () => exports['spin']!());
    attempt.fuel.refill(1000);
    assert.throws(() => exports['one']!(), RangeError);
    attempt.fuel.reset();
    attempt.fuel.refill(1000);
    assert.equal(exports['one']!(), 1);
    assert.equal(attempt.fuel.stopped, undefined);
  });

  it('counts steps, not time: the same number of rounds for the same fuel', () => {
    const rounds = (fuel: number): unknown => {
      const { attempt, exports } = started('let n = 0; export const spin = () => { for (;;) n++; }; export const count = () => n;');
      attempt.fuel.refill(fuel);
      thrownBy(attempt, () => exports['spin']!());
      attempt.fuel.reset();
      attempt.fuel.refill(10);
      return exports['count']!();
    };
    const few = rounds(500) as number;
    assert.equal(rounds(500), few);
    assert.equal(rounds(5_500), few + 5_000);
  });

  it('counts the rounds of all calls, however short their loops', () => {
    const { attempt, exports } = started('export const spin = () => { for (;;) { for (const _ of Array(20)) { } } };');
    attempt.fuel.refill(100_000);
    thrownBy(attempt, () => exports['spin']!());
    assert.equal(attempt.fuel.stopped?.what, 'loop');
  });
});

describe('the state of a recorded program', () => {
  const text = `
    import { total } from './stock.ts';
    const limit = 3; let sold = 0; let seats = new Map([['A1', 'ada']]); function helper() {} const arrow = () => 1;
    class Base { #hidden = 'base'; shared = [1]; }
    export class Handler extends Base {
      #queue: number[] = [1, 2]; votes = new Set(['n1']); static count = 0; next?: Handler; #helper() {}
      add() { this.#queue.push(3); sold++; this.next = this; }
      get size() { throw new Error('getters are not called'); }
    }
    export function plain() { return [sold, seats, limit, helper, arrow, total]; }`;
  const more = { 'stock.ts': 'export const total = 10; let left = 7; export const take = () => --left;' };

  it('has fields, private fields and module bindings', () => {
    const { attempt, exports } = started(text, { more, mode: 'record' });
    const Handler = exports['Handler'] as unknown as new () => { add(): void };
    const handler = new Handler();
    assert.deepEqual(attempt.stateOf(handler), { shared: [1], '#hidden': 'base', '#queue': [1, 2], votes: ['n1'], next: undefined, limit: 3, sold: 0, seats: { A1: 'ada' }, total: 10, left: 7 });
    handler.add();
    const state = attempt.stateOf(handler);
    assert.deepEqual([state['#queue'], state['sold'], (state['next'] as { next: unknown }).next], [[1, 2, 3], 1, '[circular]']);
  });

  it('is of the process it belongs to', () => {
    const { attempt, exports, environment } = started(text, { more, mode: 'record' });
    const other = attempt.start(environment, {}) as typeof exports;
    new (exports['Handler'] as unknown as new () => { add(): void })().add();
    assert.equal(attempt.stateOf(exports['plain']!)['sold'], 1);
    assert.equal(attempt.stateOf(exports)['sold'], 1);
    assert.equal(attempt.stateOf(other['plain']!)['sold'], 0);
  });

  it('of a binding that is not initialised yet is left out', () => {
    const { attempt, exports } = started('export let look: () => unknown = () => 0; export function run() { return early; } const early = 1;', { mode: 'record' });
    assert.deepEqual(attempt.stateOf(exports['run']!), { early: 1 });
  });

  it('is shown less deep where it has no end', () => {
    const { attempt, exports } = started(`
      const all = Array.from({ length: 12 }, (_, i) => ({ i, others: [] as unknown[] }));
      for (const each of all) each.others = all;
      export function run() { return all; }`, { mode: 'record' });
    const shown = attempt.stateOf(exports['run']!)['all'] as { i: number; others: unknown }[];
    assert.deepEqual([shown.length, shown[11]!.i], [12, 11]);
    assert.ok(JSON.stringify(shown).length < 20_000);
  });

  it('is plain data however the objects are made, and calls none of their code', () => {
    const { attempt, exports } = started(`
      const big = Array.from({ length: 1000 }, (_, i) => i);
      const trap = new Proxy({}, { ownKeys() { throw new Error('trap'); } });
      const odd = { n: NaN, b: 3n, s: Symbol('s'), f() {}, p: Promise.resolve(1), e: new RangeError('r'), d: new Date(0), t: new Uint8Array([1, 2]), u: undefined, ctx: Object.freeze({ id: 'n1', send() {} }), deep: { a: { b: { c: { d: { e: {} } } } } } };
      export function run() { return [big, trap, odd]; }`, { mode: 'record' });
    const state = attempt.stateOf(exports['run']!);
    assert.doesNotThrow(() => JSON.stringify(state));
    assert.equal((state['big'] as unknown[]).length, 50);
    assert.equal(state['trap'], '[cannot be shown]');
    assert.deepEqual(state['odd'], { n: 'NaN', b: '3n', s: 'Symbol(s)', f: '[function]', p: '[promise]', e: 'RangeError: r', d: '1970-01-01T00:00:00.000Z', t: [1, 2], ctx: '[handle]', deep: { a: { b: { c: { d: { e: '[Object]' } } } } } });
  });
});

describe('a thrown value', () => {
  for (const [what, expression, message] of [
    ['null', 'null', /^threw null, which is not an Error$/],
    ['undefined', 'undefined', /^threw undefined/],
    ['a text', '"out of stock"', /^threw 'out of stock', which is not an Error$/],
    ['an object', '{ code: 7 }', /^threw \{ code: 7 \}/],
    ['an error', 'new TypeError("no")', /^TypeError: no$/],
    ['an error of one’s own class', 'new (class OutOfStock extends Error { name = "OutOfStock" })("tea")', /^OutOfStock: tea$/],
    ['an error whose text throws', 'Object.defineProperty(new Error("x"), "message", { get() { throw 1; } })', /cannot be shown/],
    ['a proxy that throws at everything', 'new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; }, ownKeys() { throw 3; }, getOwnPropertyDescriptor() { throw 4; } })', /threw/],
    ['a function', '() => 1', /^threw \[Function\]/],
  ] as const) {
    it(`is told: ${what}`, () => {
      const { attempt, exports } = started(`export const run = () => {\n  throw ${expression};\n};`);
      const told = thrownBy(attempt, () => exports['run']!());
      assert.match(told.message, message);
      assert.equal(told.range?.startLineNumber, 2);
    });
  }

  it('that was thrown by our own code has the learner’s line that called it', () => {
    const { attempt, exports } = started('export const run = (call: () => void) => {\n  call();\n};');
    const { message, range } = thrownBy(attempt, () => exports['run']!(() => { throw new RangeError('from the kit'); }));
    assert.deepEqual([message, range?.startLineNumber, range?.startColumn], ['RangeError: from the kit', 2, 3]);
  });
});
