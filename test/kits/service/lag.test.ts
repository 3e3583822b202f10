import assert from 'node:assert/strict';
import { fallsBehind, Replication, scenario, Services, times, type FaultAuthor, type RunRecord } from '../../../src/course/author.ts';
import { EPOCH_MS, type Fault } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';
import { twin, type Faults } from '../twin.ts';

interface Setting {
  /** Instants of the requests, milliseconds. */
  readonly atMs?: readonly number[];
  readonly faults?: (f: FaultAuthor) => readonly Fault[];
  readonly seed?: number;
}

const every = (stepMs: number, count: number): number[] => Array.from({ length: count }, (_, index) => (index + 1) * stepMs);

/** One process, a copy 1 ms away that is about 150 ms behind, a leader 70 ms away; key `k` is set to n at n × 100 ms. */
async function run(text: string, { atMs = every(500, 20), faults = () => [], seed = 1 }: Setting = {}): Promise<RunRecord> {
  const endMs = atMs.at(-1)! + 9_000;
  const { record } = await runProgram(scenario('lag', {
    symptom: '',
    world(stage) {
      const services = new Services(stage);
      const store = new Replication(stage, services, 'leader');
      store.replica('local', { medianMs: 150 });
      services.value('epsilonMs', 40);
      services.processes(['app'], { handler: 'read', deps: ['local', 'leader', 'epsilonMs'] });
      store.distance(['app', 'local'], ['leader'], 70);
      store.preload('k', 0);
      times(stage, every(100, endMs / 100), index => store.write('k', index + 1));
      times(stage, atMs, index => services.ask('app', { number: index + 1, f: 'read', request: {}, timeoutMs: 8_000 }));
      services.start();
      return { endMs };
    },
    faults,
  }), text, { seed });
  return record;
}

type Heard = { readonly value: number; readonly committedAtMs: number; readonly safeTimeMs: number };
const outputs = <T = Heard>({ operations }: RunRecord): T[] => operations.map(({ output }) => output as T);
const tookMs = ({ operations }: RunRecord): number[] => operations.map(({ invokedUs, completedUs }) => (completedUs - invokedUs) / 1_000);

/** Milliseconds by which answers were out of date when they were asked for. */
function ages(record: RunRecord): number[] {
  return record.operations.map(({ output, invokedUs }) => Math.max(0, invokedUs / 1_000 - ((output as Heard).value + 1) * 100));
}

const LOCAL = 'export const read = (_, { local }) => local.read("k")';
const LEADER = 'export const read = (_, { leader }) => leader.read("k")';

describe('copies that lag', () => {
  it('answer at once what they hold, as old as their lag', async () => {
    const record = await run(LOCAL);
    assert.ok(tookMs(record).every(ms => ms === 2), tookMs(record).join());
    const old = ages(record);
    assert.ok(old.some(ms => ms > 50) && old.every(ms => ms < 1_000), old.join());
  });

  it('are never missing anything from before their safe time, which never goes back', async () => {
    const heard = outputs(await run(LOCAL, { atMs: every(20, 500) }));
    for (const { value, committedAtMs, safeTimeMs } of heard) {
      assert.ok(safeTimeMs <= EPOCH_MS + (value + 1) * 100, `${value} at ${safeTimeMs - EPOCH_MS}`);
      if (value > 0) assert.equal(committedAtMs, EPOCH_MS + value * 100);
    }
    assert.ok(heard.every(({ safeTimeMs }, index) => index === 0 || safeTimeMs >= heard[index - 1]!.safeTimeMs));
  });

  it('have a lag of this median, with another one in each run', async () => {
    const lags = (await Promise.all([1, 2, 3, 4].map(seed => run(LOCAL, { seed })))).map(({ series }) => [...series.get('Lag of local/lag')!.values].sort((a, b) => a - b));
    const all = lags.flat().sort((a, b) => a - b);
    const median = all[all.length >> 1]!;
    assert.ok(median > 110 && median < 250, String(median));
    assert.equal(new Set(lags.map(values => values[10])).size, 4);
  });

  it('let a caller wait until they have come to an instant', async () => {
    const text = `export const read = async (_, { local }) => { const until = Date.now(); const safe = await local.waitFor(until); return [until, safe, (await local.read('k')).safeTimeMs] }`;
    const record = await run(text);
    for (const [until, safe, then] of outputs<number[]>(record)) assert.ok(until! <= safe! && safe! <= then!);
    const waits = tookMs(record);
    assert.ok(waits.some(ms => ms > 80) && waits.every(ms => ms < 1_200), waits.join());
  });

  it('answer at once who waits for what they have', async () => {
    assert.ok(tookMs(await run('export const read = async (_, { local }) => local.waitFor((await local.safeTime()) - 1)')).every(ms => ms === 4));
  });

  it('end a wait by the caller\'s timeout or signal, not before', async () => {
    const text = `export const read = async (_, { local }) => {
      const far = Date.now() + 60_000
      const say = wait => wait.then(() => 'came', error => error.code ?? error.message)
      return [await say(local.waitFor(far, { timeoutMs: 30 })), await say(local.waitFor(far, { signal: AbortSignal.abort(new Error('no')) }))].join()
    }`;
    assert.deepEqual(outputs<string>(await run(text, { atMs: [500] })), ['Timeout,no']);
  });

  it('come with a leader that misses nothing and is far away, and with values', async () => {
    const record = await run(LEADER);
    assert.ok(tookMs(record).every(ms => ms === 140));
    assert.deepEqual(ages(record), record.operations.map(() => 0));
    assert.deepEqual(outputs<number>(await run('export const read = async (_, { epsilonMs, leader }) => [epsilonMs, typeof leader.waitFor].join()', { atMs: [1] })), ['40,undefined']);
  });

  it('note what was asked of whom', async () => {
    const { facts } = await run('export const read = async (_, { local, leader }) => { await local.safeTime(); return leader.read("k") }', { atMs: [100, 200] });
    assert.deepEqual(facts.filter(({ type }) => type === 'asked').map(({ node, data }) => `${node} ${String(data['op'])} ${String(data['request'])}`), ['local safeTime 1', 'leader read 1', 'local safeTime 2', 'leader read 2']);
  });
});

describe('faults of copies', () => {
  const atMs = every(250, 60);
  const behind: Faults = f => [fallsBehind(f, 'local', 2_000, { toMs: 4_000, lastsMs: 6_000 })];

  twin(fallsBehind, 'who reads what is near reads what is too old', behind, async faults => Math.max(...ages(await run(LOCAL, { atMs, faults }))) > 1_000);

  it('a copy that falls behind does so slowly, and catches up', async () => {
    const old = ages(await run(LOCAL, { atMs, faults: behind }));
    const at = (ms: number): number => old[atMs.indexOf(ms)]!;
    assert.ok(at(3_500) > 1_300 && at(3_500) < 2_500, String(at(3_500)));
    assert.ok(at(7_750) > 3_700 && at(7_750) <= 4_100, String(at(7_750)));
    assert.ok(at(10_500) < 1_000, String(at(10_500)));
  });

  it('a copy that applies nothing stands still', async () => {
    const heard = outputs(await run(LOCAL, { atMs: every(500, 20), faults: f => [fallsBehind(f, 'local', 2_000)] }));
    assert.equal(new Set(heard.slice(4).map(({ value }) => value)).size, 1);
    assert.equal(new Set(outputs(await run(LOCAL)).map(({ value }) => value)).size, 20);
  });

  it('an ocean that is cut, or slow, is felt by who asks the leader, not by who asks the copy', async () => {
    const cut = (f: FaultAuthor): Fault[] => [f.cut(['app', 'local'], ['leader'], 1_000, { lastsMs: 8_500 })];
    assert.equal((await run(LEADER, { faults: cut })).operations.filter(({ outcome }) => outcome === 'ok').length, 3);
    assert.equal((await run(LOCAL, { faults: cut })).operations.filter(({ outcome }) => outcome === 'ok').length, 20);
    const slow = (f: FaultAuthor): Fault[] => [f.slow(['leader'], ['app'], { kind: 'uniform', low: 1_000, high: 2_000 }, 0, { oneWay: true })];
    assert.ok(tookMs(await run(LEADER, { faults: slow })).every(ms => ms > 1_100));
    assert.ok(tookMs(await run(LOCAL, { faults: slow })).every(ms => ms === 2));
  });

  it('a copy that was down catches up', async () => {
    const record = await run(LOCAL, { atMs: every(500, 24), faults: f => [f.crash('local', 2_000, { lastsMs: 3_000 })] });
    const old = record.operations.map(({ outcome, output, invokedUs }) => (outcome === 'ok' ? invokedUs / 1_000 - ((output as Heard).value + 1) * 100 : NaN));
    assert.ok(Number.isNaN(old[5]));
    assert.ok(old[10]! > 1_000 && old[20]! < 1_000, old.join());
  });
});
