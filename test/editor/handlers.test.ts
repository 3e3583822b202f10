import { strict as assert } from 'node:assert';
import { findHandlers } from '../../src/editor/model/handlers.ts';

const places = (text: string, ...names: string[]) => findHandlers(text, names.map(name => ({ name }))).map(({ name, line, startColumn, endColumn }) => `${name} ${line}:${startColumn}-${endColumn}`);

describe('handlers of a contract in a learner\'s text', () => {
  it('are found however they are declared', () => {
    assert.deepEqual(places('export async function pay(order) {}', 'pay'), ['pay 0:22-25']);
    assert.deepEqual(places('export class Register implements Node {}', 'Register'), ['Register 0:13-21']);
    assert.deepEqual(places('export const pay: Pay = async () => {}', 'pay'), ['pay 0:13-16']);
    assert.deepEqual(places('export function* pay() {}', 'pay'), ['pay 0:17-20']);
    assert.deepEqual(places('export\n  abstract class\n  $R {}', '$R'), ['$R 2:2-4']);
  });

  it('are found where they are exported in a list', () => {
    assert.deepEqual(places('async function pay() {}\nexport { pay };', 'pay'), ['pay 0:15-18']);
    assert.deepEqual(places('class Impl {}\n\nexport {\n  other, Impl as Register,\n};', 'Register'), ['Register 0:6-10']);
    assert.deepEqual(places('function pay() {}\nexport { pay } from "./other";', 'pay'), []);
  });

  it('come in the contract\'s order, with CR LF counted as one line end', () => {
    assert.deepEqual(places('\r\nexport function a() {}\r\nexport function b() {}\r\n', 'b', 'a'), ['b 2:16-17', 'a 1:16-17']);
  });

  it('are not found in comments, strings, longer names or without export', () => {
    for (const text of ['// export function pay() {}', '/*\nexport function pay() {}\n*/', '"export function pay()"', '`\nexport function pay() {}`', 'export function payLater() {}', 'function pay() {}', 'export function $pay() {}']) {
      assert.deepEqual(places(text, 'pay'), [], text);
    }
  });
});
