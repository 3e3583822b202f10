import assert from 'node:assert/strict';
import { FILE, marked, started, thrownBy } from '../support.ts';

/** Runs a program of which `run` throws where `«` stands, and says where that was reported. */
function reported(text: string, mode: 'explore' | 'record' = 'explore'): readonly [expected: number[], actual: (number | undefined)[]] {
  const { text: program, line, column } = marked(text);
  const { attempt, exports } = started(program, { mode });
  const { range } = thrownBy(attempt, () => exports['run']!());
  assert.equal(range?.file, FILE);
  return [[line, column], [range?.startLineNumber, range?.startColumn]];
}

const programs: Readonly<Record<string, string>> = {
  'an enum': 'enum Level { Low, High = 5 }\nexport function run() {\n  if (Level.High === 5 && Level[0] === "Low")\n    throw «new Error(Level[Level.High]);\n}',
  'a namespace': 'namespace Limits {\n  export const max = 3;\n}\nexport function run() { throw «new Error(`${Limits.max}`); }',
  'a parameter property': 'class Handler {\n  constructor(private readonly name: string, public tries = 0) {}\n  fail() { for (;;) { if (++this.tries > 2) throw «new Error(this.name); } }\n}\nexport const run = () => new Handler("x").fail();',
  'an enum on the same line': 'enum E { A } export const run = () => { throw «new Error(String(E.A)); };',
  'CR LF': 'enum E { A }\r\nexport const run = () => {\r\n  throw «new Error(String(E.A));\r\n};',
  'a byte order mark': '\uFEFFenum E { A }\nexport const run = () => {\n  throw «new Error(String(E.A));\n};',
};

describe('TypeScript that must be translated', () => {
  for (const [what, text] of Object.entries(programs)) {
    for (const mode of ['explore', 'record'] as const) {
      it(`keeps its places: ${what} (${mode})`, () => {
        const [expected, actual] = reported(text, mode);
        assert.deepEqual(actual, expected);
      });
    }
  }

  it('names looping lines of the learner’s text', () => {
    const { text, line } = marked('enum E { A }\n\nexport const run = () => {\n  «while (E.A === 0) {}\n};');
    const { attempt, exports } = started(text);
    thrownBy(attempt, () => exports['run']!());
    assert.equal(attempt.fuel.stopped?.range.startLineNumber, line);
  });

  it('exports its values', () => {
    const { exports } = started('export enum Level { Low, High }\nexport namespace N { export const x = 2; }\nexport class C { constructor(public a: number) {} }\nexport const run = () => [Level.High, N.x, new C(3).a];');
    assert.deepEqual(exports['run']!(), [1, 2, 3]);
  });
});

describe('a semicolon at the beginning of a line', () => {
  for (const text of [
    'let n = 0; const f = () => 0;\nlet x = f()\ntype Z = 1\n;[1, 2].forEach(v => { n += v })\nexport const run = () => [x, n];',
    'let n = 0; const f = () => 0;\r\nlet x = f()\r\ninterface Z { a: 1 }\r\n;[1, 2].forEach(v => { n += v })\r\nexport const run = () => [x, n];',
    'let n = 0; const f = () => 0;\nlet x = f() as number\n  ;[1, 2].forEach(v => { n += v })\nexport const run = () => [x, n];',
    'let n = 0; const f = () => 0;\nlet x = f()\n;(<T,>(v: T) => { n += 3; })(1)\nexport const run = () => [x, n];',
  ]) {
    it(`still ends the statement above it: ${JSON.stringify(text.slice(30, 75))}`, () => {
      assert.deepEqual(started(text).exports['run']!(), [0, 3]);
    });
  }

  it('in a text stays text', () => {
    const { exports } = started('const a = `\n  ;x`;\ntype Q = 1\nexport const run = () => a;');
    assert.equal(exports['run']!() as unknown, '\n  ;x');
  });
});
