import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { dist, faultlab, Folder } from './faultlab.ts';

const lines = (...operations: object[]): string => operations.map(each => `${JSON.stringify(each)}\n`).join('');
const wrote = (process: number, value: unknown, f = 'write'): object[] => [{ process, type: 'invoke', f, value }, { process, type: 'ok', f, value }];
const saw = (process: number, value: unknown): object[] => [{ process, type: 'invoke', f: 'read', value: null }, { process, type: 'ok', f: 'read', value }];

describe('faultlab history', () => {
  let folder: Folder;
  beforeEach(() => { folder = new Folder(); });
  afterEach(() => folder.remove());

  it('ends with 0 where an order explains every answer, and gives it', async () => {
    const file = folder.write('good.jsonl', lines(...saw(0, null), ...wrote(0, 1), ...saw(1, 1)));
    const { code, out } = await faultlab(['history', file, '--model', 'register', '--json']);
    assert.equal(code, 0);
    const result = JSON.parse(out) as Record<string, unknown>;
    assert.deepEqual(Object.keys(result), ['valid', 'model', 'operations', 'durationMs', 'witness']);
    assert.deepEqual([result['valid'], result['model'], result['operations'], result['witness']], [true, 'register', 3, { order: [1, 3, 5] }]);
    const told = await faultlab(['history', file, '--model', 'register']);
    assert.match(told.out, /^✔ valid register {2}3 operations, \d+ ms\n {2}An order that explains it, by lines: 1, 3, 5\n$/);
  });

  it('ends with 1 where none does, and gives the operations that cannot be ordered', async () => {
    const file = folder.write('bad.jsonl', lines(...wrote(0, 7), ...wrote(0, 1), ...wrote(1, 2), ...saw(2, 1), ...saw(2, 1)));
    const { code, out } = await faultlab(['history', file, '--model', 'register', '--json']);
    assert.equal(code, 1);
    const { valid, counterexample } = JSON.parse(out) as { valid: boolean; counterexample: { message: string; minimal: boolean; operations: object[] } };
    assert.equal(valid, false);
    assert.deepEqual(counterexample.operations, [
      { process: 0, type: 'ok', f: 'write', value: 1, lines: [3, 4] }, { process: 1, type: 'ok', f: 'write', value: 2, lines: [5, 6] }, { process: 2, type: 'ok', f: 'read', value: 1, lines: [7, 8] },
    ]);
    const told = await faultlab(['history', file, '--model', 'register']);
    assert.equal(told.code, 1);
    assert.match(told.out, /✘ no register behaves like this .*\n {4}No order explains these 3 operations: process 0 wrote 1 \(lines 3–4\); after that process 1 wrote 2 \(lines 5–6\); after that process 2 read 1 \(lines 7–8\)\.\n$/);
  });

  it('ends with 2 where it cannot be read, and names the line', async () => {
    const file = folder.write('torn.jsonl', `${lines(...saw(0, null))}{"process":0,"type":"inv`);
    const { code, err } = await faultlab(['history', file, '--model', 'register']);
    assert.equal(code, 2);
    assert.ok(err.startsWith(`faultlab: ${file}, line 3: this is not JSON`), err);
    assert.equal((await faultlab(['history', folder.write('x', ''), '--model', 'heap'])).code, 2);
    assert.match((await faultlab(['history', file, '--model', 'casregister'])).err, /there is no model casregister; did you mean cas-register/);
    assert.match((await faultlab(['history', file])).err, /what was it a history of\? --model register\|/);
    assert.match((await faultlab(['history', '--model', 'register'])).err, /which history\?/);
    assert.match((await faultlab(['history', join(folder.path, 'nowhere'), '--model', 'register'])).err, /cannot read .*nowhere/);
  });

  it('reads the standard input', () => {
    const out = execFileSync(process.execPath, [join(dist, 'cli.js'), 'history', '-', '--model', 'kv', '--json'], { input: lines(...[...wrote(0, 1), ...saw(1, 1)].map(each => ({ ...each, key: 'a' }))) });
    assert.equal((JSON.parse(String(out)) as { valid: unknown }).valid, true);
  });
});
