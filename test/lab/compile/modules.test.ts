import assert from 'node:assert/strict';
import { compile, FILE, marked, problemOf, started } from '../support.ts';

describe('imports between a learner’s files', () => {
  it('find siblings, folders above and below, with and without an ending', () => {
    const { exports } = started('import { a } from "./lib/a.ts"; import b from "./b.js"; import * as c from "./c"; export const run = () => [a, b, c.one, c.default];', {
      more: { 'lib/a.ts': 'import { shared } from "../shared/index.ts"; export const a = shared + 1;', 'shared/index.ts': 'export const shared = 1;', 'b.ts': 'export default "b";', 'c.ts': 'export { shared as one } from "./shared"; export default class C {}' },
    });
    const [a, b, one, C] = exports['run']!() as [number, string, number, { name: string }];
    assert.deepEqual([a, b, one, C.name], [2, 'b', 1, 'C']);
  });

  it('evaluate each file once for a process, and afresh for the next', () => {
    const more = { 'counter.ts': 'let n = 0; export const next = () => ++n;', 'other.ts': 'export { next } from "./counter.ts";' };
    const { attempt, exports, environment } = started('import { next } from "./counter.ts"; import { next as again } from "./other.ts"; export const run = () => [next(), again()];', { more });
    assert.deepEqual(exports['run']!(), [1, 2]);
    const fresh = attempt.start(environment, { faultlab: {} }) as typeof exports;
    assert.deepEqual(fresh['run']!(), [1, 2]);
    assert.deepEqual(exports['run']!(), [3, 4]);
  });

  it('re-export everything but the default', () => {
    const { exports } = started('export * from "./a.ts"; export * as all from "./a.ts"; export const run = () => 0;', { more: { 'a.ts': 'export const x = 1; export default 2;' } });
    assert.deepEqual(Object.keys(exports).sort(), ['all', 'run', 'x']);
    assert.deepEqual({ ...(exports['all'] as object) }, { x: 1, default: 2 });
  });

  it('take values from faultlab, and types from anywhere', () => {
    const { exports } = started('import { sleep, type NodeContext } from "faultlab"; import type { Contract } from "./contract.ts"; export const run = (c?: Contract, n?: NodeContext) => sleep(1);');
    assert.equal(exports['run']!(), 'slept');
  });

  for (const [text, message, more] of [
    ['import { a } from «"./b.ts"; export const run = a;', /there is no module '\.\/b\.ts' here; what can be imported: 'faultlab', '\.\/c'/, { 'c.ts': '' }],
    ['import fs from «"node:fs"; export const run = fs;', /there is no module 'node:fs' here/, {}],
    ['import { «wait } from "faultlab"; export const run = wait;', /'faultlab' exports no value named wait; if it is a type, write "import type"/, {}],
    ['import «b from "./b.ts"; export const run = b;', /exports no value named default/, { 'b.ts': 'export const b = 1;' }],
    ['import { «n } from "./b.ts"; export const run = () => n;', /^n changes after '\.\/b\.ts' has exported it: export a function that returns it/, { 'b.ts': 'export let n = 0; export const up = () => { n++; };' }],
    ['export { «n } from "./b.ts"; export const run = 1;', /^n changes after/, { 'b.ts': 'let n = 0; n = 1; export { n };' }],
    ['import x from «"__proto__"; export const run = x;', /there is no module '__proto__'/, {}],
  ] as const) {
    it(`are refused at their place: ${text.replace('«', '')}`, () => {
      const { text: program, line, column } = marked(text);
      const problem = problemOf(program, { more });
      assert.match(problem.message, message);
      assert.deepEqual([problem.range?.file, problem.range?.startLineNumber, problem.range?.startColumn], [FILE, line, column]);
    });
  }

  it('in a circle are refused with the circle', () => {
    const problem = problemOf('import { b } from "./b.ts"; export const run = b;', { more: { 'b.ts': 'import { c } from "./c.ts"; export const b = c;', 'c.ts': 'import { b } from "./b.ts"; export const c = b;' } });
    assert.equal(problem.message, 'files import each other in a circle: b.ts → c.ts → b.ts');
    assert.deepEqual([problem.range?.file, problem.range?.startColumn], ['/home/ada/faultlab/c.ts', 19]);
  });

  it('of a variable that is only declared with let and never changes are fine', () => {
    assert.equal(started('import { n } from "./b.ts"; export const run = () => n;', { more: { 'b.ts': 'export let n = 4;' } }).exports['run']!(), 4);
  });
});

describe('what a program exports', () => {
  it('is listed with its kind and place, each name as a checker sees it', () => {
    const { exports } = compile('export class Handler {}\nexport function run() {}\nexport const go = async () => {}, limit = 3;\nexport default function () {}\nconst a = class {}; export { a as Other };');
    assert.deepEqual(exports.map(({ name, kind, range }) => [name, kind, range.startLineNumber, range.startColumn]), [
      ['Handler', 'class', 1, 8], ['run', 'function', 2, 8], ['go', 'function', 3, 14], ['limit', 'value', 3, 35], ['default', 'function', 4, 16], ['Other', 'class', 5, 7],
    ]);
  });

  it('follows a variable that changes', () => {
    const { exports } = started('export let state = "new"; export const run = () => { state = "used"; };');
    exports['run']!();
    assert.equal(exports['state'] as unknown, 'used');
  });

  it('cannot be changed from outside', () => {
    const { exports } = started('export const run = () => 1;');
    assert.ok(Object.isFrozen(exports));
  });
});
