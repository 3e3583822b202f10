import assert from 'node:assert/strict';
import { compile, FILE, marked, problemOf, started, thrownBy, type AttemptText } from '../support.ts';

/** Where an error is reported whose making is marked with `«`. */
function assertExact(text: string, about: AttemptText = {}): void {
  const { text: program, line, column } = marked(text);
  const { attempt, exports } = started(program, about);
  const { range } = thrownBy(attempt, () => exports['run']!());
  assert.deepEqual([range?.file, range?.startLineNumber, range?.startColumn], [about.file ?? FILE, line, column]);
}

const programs: Readonly<Record<string, string>> = {
  'a plain body': 'export function run() {\n  const a = 1;\n  throw «new Error("x");\n}',
  'a typed body': 'export function run<T extends object>(a?: Map<string, T>): never { const b = a as unknown as T; throw «new Error(String(b)); }',
  'a one-line while': 'export function run() { let i = 0; while (true) if (++i > 3) throw «new Error("x"); }',
  'a one-line for': 'export const run = () => { for (let i: number = 0; ; i++) { if (i === 3) throw «new Error("x"); } };',
  'a loop without a block': 'export function run() { for (const x of [1, 2]) for (const k in { a: 1 }) fail(x, k); }\nfunction fail(x: number, k: string) { if (x > 1) throw «new Error(k); }',
  'a do while': 'export function run() { let i = 0; do i++; while (i < 3); throw «new Error("x"); }',
  'an arrow body': 'const fail = (why: string) => { throw «new Error(why); }; export const run = () => [1].map((x): never => fail(`${x}`));',
  'nested arrow bodies': 'const make = (m: string) => (n: string) => «new Error(m + n); export const run = () => { throw make("a")("b"); };',
  'a finally': 'export function run() { try { return f(); } finally { g(); } }\nconst g = (): void => {}; const f = (): never => { throw «new Error("x"); };',
  'a catch with a pattern': 'export function run() { try { f(); } catch ({ message }) { throw «new Error(String(message)); } }\nconst f = (): never => { throw new Error("first"); };',
  'a catch without a name': 'export function run() { try { f(); } catch { throw «new Error("x"); } } const f = (): never => { throw 1; };',
  'powers before it': 'export function run(a = 2, b = 3) { let c = a ** b ** 2; c **= 2; const d = [c ** -a, (a ** b) ** c]; throw «new Error(String(d)); }',
  'an export list and imports': 'import { sleep } from "faultlab"; import type { Nothing } from "./types.ts"; const a = sleep; export { a as b }; export const run = () => { throw «new Error("x"); };',
  'comments with refused words': '/* import("x") eval(1) <!-- */ export const run = () => { /* eval( */ throw «new Error("x"); // import(\n};',
  'lines apart by U+2028': 'const a = "\u2028";\u2028export const run = () => { throw «new Error(a); };',
};

describe('positions', () => {
  for (const [what, text] of Object.entries(programs)) {
    it(`are exact after ${what}`, () => assertExact(text));
    it(`are exact after ${what}, with CR LF and a byte order mark`, () => assertExact(`\uFEFF${text.replaceAll('\n', '\r\n')}`));
    it(`are exact after ${what}, in a recording`, () => assertExact(text, { mode: 'record' }));
  }

  it('are exact in a default class with private fields, recorded or not', () => {
    const { text, line, column } = marked('export default class { #x = 1; fail() { throw «new Error(String(this.#x)); } }');
    for (const mode of ['explore', 'record'] as const) {
      const { attempt, exports } = started(text, { mode });
      const Default = exports['default'] as unknown as new () => { fail(): void };
      const { range } = thrownBy(attempt, () => new Default().fail());
      assert.deepEqual([range?.startLineNumber, range?.startColumn], [line, column]);
    }
  });

  for (const file of ['file:///c%3A/Users/Ada%20L/faultlab/exercise.ts', 'C:\\Users\\Ada L\\faultlab\\exercise.ts', '/home/ada/my lessons/exercise (1).ts', 'vscode-vfs://github/ada/faultlab/exercise.ts', '/tmp/ünï/演習.ts']) {
    it(`name the file as the learner sees it: ${file}`, () => {
      assertExact('export const run = () => { throw «new Error("x"); };', { file });
      const separator = file.includes('\\') ? '\\' : '/';
      const sibling = file.slice(0, file.lastIndexOf(separator) + 1) + ['lib', 'backoff.ts'].join(separator);
      const { text, line, column } = marked('export function wait(): never {\n  throw «new Error("x");\n}');
      const { attempt, exports } = started('import { wait } from "./lib/backoff.ts"; export const run = wait;', { file, more: { 'lib/backoff.ts': text } });
      const { range } = thrownBy(attempt, () => exports['run']!());
      assert.deepEqual([range?.file, range?.startLineNumber, range?.startColumn], [sibling, line, column]);
    });
  }

  for (const [file, url] of [['file:///c%3A/Users/Ada%20L/faultlab/exercise.ts', 'file:///c:/Users/Ada%20L/faultlab/exercise.ts'], ['file:///home/ada/100%3A1/exercise.ts', 'file:///home/ada/100%3A1/exercise.ts']] as const) {
    it(`are told to a debugger in the file by whose URL it looks for its breakpoints: ${url}`, () => {
      const { files } = compile('import "./backoff.ts"; export const run = 1;', { mode: 'debug', file, more: { 'backoff.ts': '' } });
      assert.deepEqual(files.map(({ code }) => /sourceURL=(.*)/.exec(code)![1]), [url.replace('exercise', 'backoff'), url]);
    });
  }

  it('are exact for what is thrown and is no error: the place of the throw', () => {
    const { text, line, column } = marked('export function run() {\n  if (true) throw « { code: 7 };\n}');
    const { attempt, exports } = started(text);
    const { range, message } = thrownBy(attempt, () => exports['run']!());
    assert.deepEqual([range?.startLineNumber, range?.startColumn], [line, column + 1]);
    assert.match(message, /threw \{ code: 7 \}, which is not an Error/);
  });

  it('cover the rest of the line', () => {
    const { attempt, exports } = started('export function run() {\n  throw new Error("x");   \n}');
    assert.deepEqual(thrownBy(attempt, () => exports['run']!()).range, { file: FILE, startLineNumber: 2, startColumn: 9, endLineNumber: 2, endColumn: 24 });
  });

  it('tell where the program is right now', () => {
    const { text, line, column } = marked('export const run = (look: () => void) => { for (let i = 0; i < 1; i++) { «look(); } };\nexport const outer = (look: () => void) => {\n  run(look);\n};');
    const { attempt, exports } = started(text, { mode: 'record' });
    let here: unknown;
    exports['run']!(() => { here = attempt.here(); });
    assert.deepEqual(here, [{ file: FILE, line, column }]);
    exports['outer']!(() => { here = attempt.here(); });
    assert.deepEqual(here, [{ file: FILE, line, column }, { file: FILE, line: 3, column: 3 }]);
  });

  it('tell where a program that runs out of steps loops', () => {
    for (const [text, what] of [
      ['export function run() { let i = 0; «while (true) i++; }', 'loop'],
      ['export const run = () => { «for (;;) {} };', 'loop'],
    ] as const) {
      const { text: program, line, column } = marked(text);
      const { attempt, exports } = started(program);
      thrownBy(attempt, () => exports['run']!());
      assert.equal(attempt.fuel.stopped?.what, what);
      assert.deepEqual([attempt.fuel.stopped?.range.startLineNumber, attempt.fuel.stopped?.range.startColumn], [line, column]);
    }
  });
});

describe('syntax errors', () => {
  for (const [what, text, message] of [
    ['a missing bracket', 'export const run = () => {\n  const a = [1, 2«;\n};', /./],
    ['a missing name', 'export const run = () => {};\nconst « = 3;', /./],
    ['a broken type', 'export const run = (a: «) => {};', /./],
    ['a name declared twice', 'const a = 1;\nexport const run = () => {};\nlet «a = 2;', /a/],
    ['an assignment to nothing', 'export const run = () => { «1 = 2; };', /./],
    ['break out of the wrapper', 'export const run = 1; }} «) ; ({{', /./],
  ] as const) {
    it(`give file, line and column: ${what}`, () => {
      const { text: program, line, column } = marked(text);
      for (const each of [program, `\uFEFF${program.replaceAll('\n', '\r\n')}`]) {
        const problem = problemOf(each);
        assert.match(problem.message, message);
        assert.equal(problem.range?.file, FILE);
        assert.equal(problem.range?.startLineNumber, line, JSON.stringify(problem));
        assert.ok(Math.abs(problem.range!.startColumn - column) <= 3, `column ${problem.range!.startColumn} instead of ${column}`);
        assert.ok(problem.range!.endColumn > problem.range!.startColumn || problem.range!.endLineNumber > line);
      }
    });
  }

  it('name the sibling that has them', () => {
    assert.deepEqual(problemOf('import { a } from "./b.ts"; export const run = a;', { more: { 'b.ts': 'export const a = ;' } }).range?.file, '/home/ada/faultlab/b.ts');
  });
});
