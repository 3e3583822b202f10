import assert from 'node:assert/strict';
import { FILE, marked, problemOf, started } from '../support.ts';

describe('what a program cannot have', () => {
  for (const [text, message] of [
    ['export const run = async () => «import("node:fs");', /^import\(\) is not available here: write an import statement/],
    ['export const run = () => { const u = 1; return «import.meta; };', /^import\.meta is not available/],
    ['export const run = () => «eval("1");', /^eval is not available/],
    ['const e = «eval; export const run = () => e("1");', /^eval is not available/],
    ['«await null; export const run = 1;', /^await at the top level is not available/],
    ['const a = [«await null]; export const run = a;', /^await at the top level/],
    ['«for await (const x of []) {} export const run = 1;', /^for await at the top level/],
    ['export const run = () => { const «$flFuel = 1; };', /^names that begin with \$fl are reserved/],
    ['export const run = (a: number, b: number) => {\n  return a «<!--b\n};', /^Legacy comments cannot be used/],
    ['const a = «arguments; export const run = a;', /^arguments is only available in a function/],
    ['export const run = (o: any) => { «o[f()] **= 2; }; const f = () => "x";', /^\*\*= is not available on this expression/],
  ] as const) {
    it(`is refused at its place: ${text.replace('«', '')}`, () => {
      const { text: program, line, column } = marked(text);
      const { message: actual, range } = problemOf(program);
      assert.match(actual, message);
      assert.deepEqual([range?.file, range?.startLineNumber, range?.startColumn], [FILE, line, column]);
    });
  }

  it('is fine where it is only mentioned', () => {
    const { exports } = started([
      '// import("x") eval("y") <!-- z -->', '/* import.meta await */',
      'const texts = ["import(\'x\')", "eval(1)", `<!-- import(1) ${1} -->`, /eval\\(<!--/.source];',
      'class Box { eval(x: number) { return x; } static import = 1; await = 2; }',
      'export const run = () => [texts, new Box().eval(3), { eval: 4 }.eval, Box.import, new Box().await];',
    ].join('\n'));
    assert.deepEqual(exports['run']!(), [['import(\'x\')', 'eval(1)', '<!-- import(1) 1 -->', 'eval\\(<!--'], 3, 4, 1, 2]);
  });

  it('lets await and for await be where they belong', async () => {
    const { exports } = started('export async function run() { let n = 0; for await (const x of [1, Promise.resolve(2)]) n += x; return n + (await 3); }');
    assert.equal(await exports['run']!(), 6);
  });
});

describe('what the compiler adds', () => {
  it('changes no result', () => {
    const { exports } = started(`
      export function run(this: unknown, ...rest: number[]) {
        const powers = [2 ** 3 ** 2, (-2) ** 3, 2 ** -1, 10n ** 20n];
        let p = 3; p **= 2;
        const o = { a: { b: 2 } }; o.a.b **= p;
        const finallys = [];
        const f = () => { try { return 'try'; } finally { finallys.push('finally'); } };
        const g = () => { try { throw 'thrown'; } catch (e) { return e; } finally { finallys.push('again'); } };
        const h = () => { outer: for (let i = 0; ; i++) { for (;;) { if (i > 2) break outer; continue outer; } } return 'out'; };
        const gen = function* () { yield* [1, 2]; };
        const pick = (x: number) => x > 1 ? 'many' : 'one';
        let i = 0; do i++; while (i < 5);
        if (i > 3) while (i > 0) i--; else i = 99;
        return [powers, p, o.a.b, f(), g(), finallys, h(), [...gen()], pick(rest.length), i, arguments.length];
      }`);
    assert.deepEqual(exports['run']!(1, 2), [[512, -8, 0.5, 10n ** 20n], 9, 512, 'try', 'thrown', ['finally', 'again'], 'out', [1, 2], 'many', 0, 2]);
  });

  it('keeps names, lengths and default values of functions', () => {
    const { exports } = started('export function run(a: number, b = 2, ...c: number[]) { return [run.name, run.length, a, b, c, twice.name]; }\nconst twice = (x: number) => x * 2;');
    assert.deepEqual(exports['run']!(1), ['run', 1, 1, 2, [], 'twice']);
  });
});
