import assert from 'node:assert/strict';
import { jsonOf } from '../../src/sim/json.ts';

describe('JSON of any value', () => {
  for (const [what, value, text] of [
    ['plain data', { b: [1, 'x', null, true], a: { c: -0.5 } }, '{"b":[1,"x",null,true],"a":{"c":-0.5}}'],
    ['what JSON leaves out', { a: undefined, b: [undefined] }, '{"b":[null]}'],
    ['nothing', undefined, 'null'],
    ['numbers that are none', { a: [NaN], b: -Infinity }, '{"a":["NaN"],"b":"-Infinity"}'],
    ['whole numbers of any size, within a list', [{ id: 12n }], '[{"id":"12n"}]'],
    ['maps and sets within an object', { m: new Map([['k', new Set([1, 2])]]) }, '{"m":{"k":[1,2]}}'],
    ['bytes', { b: new Uint8Array(3) }, '{"b":"3 bytes"}'],
    ['dates', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 }), '{"a":1}'],
    ['what says itself how it is written', { toJSON: () => 'said' }, '"said"'],
  ] as const) it(`writes ${what}`, () => assert.equal(jsonOf(value), text));

  it('writes what is nested deeper than anybody looks', () => {
    let nested: unknown = new Map([['a', 1]]);
    for (let depth = 0; depth < 60; depth++) nested = [nested];
    assert.equal(jsonOf(nested), `${'['.repeat(60)}{"a":1}${']'.repeat(60)}`);
  });
  it('says so of what refers to itself', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = [circle];
    assert.equal(jsonOf(circle), '"(not printable)"');
  });
});
