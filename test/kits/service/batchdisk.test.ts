import assert from 'node:assert/strict';
import type { FaultAuthor } from '../../../src/course/faultauthor.ts';
import { scenario } from '../../../src/course/lesson.ts';
import { failedBatches, slowBatches } from '../../../src/course/serverfaults.ts';
import { times } from '../../../src/course/workload.ts';
import { Cluster } from '../../../src/kits/cluster/world.ts';
import type { BatchDisk } from '../../../src/kits/service/api.ts';
import { BatchDisks } from '../../../src/kits/service/batchdisk.ts';
import type { Handlers } from '../../../src/kits/cluster/api.ts';
import type { Fault, RunRecord } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';
import { twin } from '../twin.ts';

/** One machine whose disk takes 10 ms for a batch and 1 ms for a row, up to 5; it is told to write so many rows at these instants. */
async function run(text: string, asked: readonly { readonly atMs: number; readonly rows: number }[], faults: (f: FaultAuthor) => readonly Fault[] = () => []): Promise<RunRecord> {
  const { record } = await runProgram(scenario('store', {
    symptom: '',
    world(stage) {
      const cluster = new Cluster(stage);
      const disks = new BatchDisks(stage.world, { fixedMs: 10, perRowMs: 1, mostRows: 5, idOf: String });
      cluster.learners(['store'], (exports, _ctx, { node }) => new (exports['Store'] as new (disk: BatchDisk) => Handlers)(disks.of(node)));
      times(stage, asked.map(({ atMs }) => atMs), index => cluster.ask('store', {
        client: `c${index}`, f: 'write', request: Array.from({ length: asked[index]!.rows }, (_, row) => `${index}-${row}`), timeoutMs: 10_000, hear: output => ({ outcome: 'ok', output }),
      }));
      cluster.start();
      return { endMs: 20_000 };
    },
    faults,
  }), text);
  return record;
}

const STORE = `export class Store { constructor(disk) { this.disk = disk; } async onRequest(rows) { await this.disk.writeBatch(rows); return performance.now(); } }`;

const everyFifty = Array.from({ length: 200 }, (_, index) => ({ atMs: 50 * index, rows: 1 }));

const outputs = ({ operations }: RunRecord): unknown[] => operations.map(({ output }) => output);
const rowsOf = ({ facts }: RunRecord, type: string): unknown[] => facts.flatMap(fact => (fact.type === type ? fact.data['rows'] as unknown[] : []));

describe('a disk that writes batches', () => {
  it('costs a fixed time and something for each row', async () => {
    assert.deepEqual(outputs(await run(STORE, [{ atMs: 0, rows: 1 }, { atMs: 100, rows: 5 }])), [11, 115]);
  });

  it('writes one batch at a time, in the order in which they came', async () => {
    const record = await run(STORE, [{ atMs: 0, rows: 1 }, { atMs: 1, rows: 2 }, { atMs: 2, rows: 1 }]);
    assert.deepEqual(outputs(record), [11, 23, 34]);
    assert.deepEqual(rowsOf(record, 'written'), ['0-0', '1-0', '1-1', '2-0']);
  });

  it('refuses a batch that is too big, and goes on', async () => {
    const record = await run(STORE, [{ atMs: 0, rows: 6 }, { atMs: 0, rows: 5 }]);
    assert.equal(record.operations[0]!.outcome, 'fail');
    assert.match(String(outputs(record)[0]), /takes 5 rows in a batch, not 6/);
    assert.equal(outputs(record)[1], 15);
    assert.deepEqual(rowsOf(record, 'written').length, 5);
  });

  it('keeps what the rows were when it was asked', async () => {
    const changing = `export class Store { constructor(disk) { this.disk = disk; } async onRequest(rows) { const written = this.disk.writeBatch(rows); rows.push('more'); await written; } }`;
    assert.deepEqual(rowsOf(await run(changing, [{ atMs: 0, rows: 1 }]), 'written'), ['0-0']);
  });

  twin(slowBatches, 'who writes a row at a time waits five times as long', f => [slowBatches(f, 'store', 50, 0)], async faults =>
    (outputs(await run(STORE, [{ atMs: 0, rows: 1 }], faults))[0] as number) > 50);

  twin(failedBatches, 'who writes once has not written', f => [failedBatches(f, 'store', 0.2)], async faults =>
    (await run(STORE, everyFifty, faults)).operations.some(({ outcome }) => outcome === 'fail'));

  it('may be slow for a while', async () => {
    const asked = [{ atMs: 0, rows: 1 }, { atMs: 100, rows: 1 }, { atMs: 300, rows: 1 }];
    assert.deepEqual(outputs(await run(STORE, asked, f => [slowBatches(f, 'store', 50, 50, { lastsMs: 100 })])), [11, 151, 311]);
  });

  it('may fail: then nothing of the batch is written', async () => {
    const record = await run(STORE, everyFifty, f => [failedBatches(f, 'store', 0.2)]);
    const failed = record.operations.filter(({ outcome }) => outcome === 'fail').map(({ id }) => `${id}-0`);
    assert.ok(failed.length > 20 && failed.length < 60, `${failed.length} batches failed`);
    assert.deepEqual(rowsOf(record, 'not written'), failed);
    assert.deepEqual(rowsOf(record, 'written').length, 200 - failed.length);
  });

  it('does not write what a crash interrupts, nor what waited', async () => {
    const asked = [{ atMs: 0, rows: 1 }, { atMs: 100, rows: 1 }, { atMs: 101, rows: 1 }, { atMs: 2_000, rows: 1 }];
    const record = await run(STORE, asked, f => [f.crash('store', 105, { lastsMs: 500 })]);
    assert.deepEqual(rowsOf(record, 'written'), ['0-0', '3-0']);
    assert.deepEqual(record.operations.map(({ outcome }) => outcome), ['ok', 'info', 'info', 'ok']);
  });
});
