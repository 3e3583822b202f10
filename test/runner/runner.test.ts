import assert from 'node:assert/strict';
import type { Runner } from '../../src/runner/runner.ts';
import type { ReadyMessage } from '../../src/runner/protocol.ts';
import { fakeRunner, runFake } from './support.ts';

describe('runner', function () {
  this.timeout(30_000);
  const readies: ReadyMessage[] = [];
  let runner: Runner;
  before(() => {
    runner = fakeRunner({ onReady: ready => readies.push(ready) });
  });
  after(() => runner.dispose());

  it('runs a program and tells its verdict', async () => {
    const { verdict, result } = await runFake(runner, 'export async function run() { await null; return 1 + 1 }');
    assert.deepEqual([verdict, result], ['passed', '2']);
  });

  it('says what the permission model blocks and how promises run', () => {
    assert.ok(readies[0]!.blocked.includes('fs.write') && readies[0]!.blocked.includes('child'), readies[0]!.blocked.join());
    assert.equal(readies[0]!.drain, 'sync');
  });
});
