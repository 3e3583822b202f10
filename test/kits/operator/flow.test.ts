import assert from 'node:assert/strict';
import { FlowIncident, losesInstances, loudestLayers, moreDemand, releases, scenario, triesAgain, type FaultAuthor, type RunRecord } from '../../../src/course/author.ts';
import type { Fault } from '../../../src/sim/index.ts';
import type { FlowActions } from '../../../src/kits/operator/api.ts';
import { runProgram } from '../run.ts';

interface Setting {
  readonly retries?: number;
  readonly faults?: (f: FaultAuthor) => readonly Fault[];
}

const brownOut = (f: FaultAuthor): Fault[] => [losesInstances(f, 'db', 0.7, 60_000, { lastsMs: 30_000 })];

/** 100 operations a second on `shop`, which asks `db`; the pager rings at 100 s or so. Ten minutes. */
async function operate(body: string, { retries = 3, faults = brownOut }: Setting = {}): Promise<{ readonly output: unknown; readonly record: RunRecord }> {
  const { record } = await runProgram(scenario('outage', {
    symptom: '',
    world: stage => new FlowIncident(stage, {
      flow: {
        stepMs: 100,
        services: [
          { id: 'shop', instances: 4, maxInstances: 8, workers: 100, serviceMs: 5, queue: 50, calls: [{ to: 'db', timeoutMs: 1_000, retries }] },
          { id: 'db', instances: 10, maxInstances: 20, workers: 1, serviceMs: 80, queue: 17, cache: { coldFactor: 2, requests: 3_000 } },
        ],
        clients: [{ id: 'web', to: 'shop', perSecond: 80, timeoutMs: 4_000, retries: 0 }, { id: 'app', to: 'shop', perSecond: 20, timeoutMs: 4_000, retries: 0 }],
      },
      database: 'db', handler: 'respond', pageText: 'it burns', pageBelow: 0.5, pageAfterMs: 30_000, promised: 0.95, lastsMs: 600_000,
      cause: 'storm', where: loudestLayers, changes: [{ atMs: -60_000, kind: 'config', target: 'shop', text: 'colour' }],
    }).start(),
    faults,
  }), `export async function respond(c) { ${body} }`);
  return { output: record.operations[0]?.output, record };
}

const last = ({ series }: RunRecord, name: string): number => series.get(name)!.values.at(-1)!;
const success = (record: RunRecord): number => last(record, 'Operations/answered') / last(record, 'Operations/asked');
const harms = ({ facts }: RunRecord): unknown[] => facts.filter(({ type }) => type === 'harm').map(({ data }) => data['why']);
/** Ends the storm of the brown-out. */
const CURE = 'await c.throttle("all", 0.2); await c.sleep(30_000); await c.throttle("all", "off");';

describe('an incident of a flow', () => {
  it('rings the pager when too little is answered for long enough, and not before', async () => {
    const { record, output } = await operate('return { cause: "storm", where: "shop" }');
    const page = record.facts.find(({ type }) => type === 'page')!;
    assert.ok(page.atUs >= 90e6 && page.atUs <= 110e6, String(page.atUs));
    assert.deepEqual(record.facts.find(({ type }) => type === 'injected')!.data, { cause: 'storm', where: ['shop'] });
    assert.deepEqual(output, { cause: 'storm', where: 'shop' });
    assert.equal((await operate('', { faults: () => [] })).record.operations.length, 0);
  });

  it('goes on until somebody ends it', async () => {
    assert.ok(success((await operate('')).record) < 0.3);
    const { record } = await operate(CURE);
    assert.ok(success(record) > 0.97);
    assert.deepEqual([last(record, 'Promise/kept'), record.series.get('Promise/kept')!.values[21]], [1, 0]);
  });

  it('keeps no promise with a limit in force', async () => {
    const { record } = await operate('await c.throttle("all", 0.2); await c.sleep(30_000); await c.throttle("all", 5)');
    assert.ok(success(record) > 0.97);
    assert.equal(last(record, 'Promise/kept'), 0);
  });

  it('shows what is measured, declared, changed and logged', async () => {
    const { output } = await operate(`const { services, clients } = c.topology(); const now = points => points.at(-1).value
      return [services.map(s => s.id + s.maxInstances), clients[0].usualPerSecond, services[0].calls[0].retries, now(await c.metric('attempts', 'shop')) > 3 * now(await c.metric('firstAttempts', 'shop')),
        (await c.changes(1e6)).map(x => x.kind + ' ' + x.target), (await c.logs({ where: 'db' }))[0].text.includes('queue full'), (await c.inspect('db')).state, await c.metric('luck', 'db').catch(e => e.code),
        (await c.traces({ client: 'web' }))[0].map(span => span.where + span.ok), await c.vantage('home', 'shop')]`, { faults: f => [...brownOut(f), releases(f, 'shop', 'db', 1, 20_000)] });
    assert.deepEqual(output, [['shop8', 'db20'], 80, 3, true, ['config shop', 'release shop'], true, 'up', 'NoSuchMetric', ['webfalse', 'shopfalse', 'dbfalse'], 'dead']);
  });

  it('counts whom limits turn away', async () => {
    const { record } = await operate('await c.throttle("app", 0); await c.sleep(100_000); await c.throttle("app", "off")');
    const away = record.facts.filter(({ type }) => type === 'turned-away').map(({ data }) => [data['client'], data['refused'] as number]);
    assert.equal(away[0]![1], 0);
    assert.ok((away[1]![1] as number) > 1_900 && (away[1]![1] as number) < 2_200, String(away[1]));
  });
});

describe('actions on a flow', () => {
  const acted = async (body: string, setting?: Setting): Promise<number> => success((await operate(body, setting)).record);

  const slowRelease = (f: FaultAuthor): Fault[] => [releases(f, 'shop', 'db', 4, 60_000)];
  const ends = ({ record }: { record: RunRecord }): boolean => success(record) > 0.97;
  const loses = ({ record }: { record: RunRecord }): boolean => harms(record).length > 0;

  /** What each action does to an outage, which does not happen to the same one without it. `rest`: what is done in both. */
  const pairs: Readonly<Record<keyof FlowActions, { does: string; body: string; seen: (outage: { record: RunRecord }) => boolean; rest?: string; setting?: Setting }>> = {
    setRetries: { does: 'ends a storm of retries', body: 'await c.setRetries("shop", 0);', seen: ends },
    throttle: { does: 'ends a storm of retries', body: CURE, seen: ends },
    shed: { does: 'ends a storm of retries', body: 'await c.shed("shop", 0.9); await c.sleep(40_000); await c.shed("shop", 0);', seen: ends },
    rollback: { does: 'ends what a release has begun', body: 'await c.rollback("shop");', rest: CURE, setting: { faults: slowRelease }, seen: ends },
    scale: { does: 'has room for more users', body: 'await c.scale("db", 20);', setting: { faults: f => [moreDemand(f, 1.6, 60_000)], retries: 0 }, seen: ends },
    restart: { does: 'leaves an empty cache', body: 'await c.restart("db");', seen: ({ record }) => record.series.get('Cache of db/warm')!.values.some(warm => warm < 0.1) },
    failoverDb: { does: 'loses what was acknowledged', body: 'await c.failoverDb();', seen: loses },
  };
  for (const [action, { does, body, seen, rest = '', setting }] of Object.entries(pairs)) {
    it(`${action} ${does}; without it nothing does`, async () => {
      assert.equal(seen(await operate(rest, setting)), false, 'hands off');
      assert.equal(seen(await operate(body + rest, setting)), true, 'done');
    });
  }

  it('shedding too little does not end a storm', async () => {
    assert.ok(await acted('await c.shed("shop", 0.3); await c.sleep(40_000); await c.shed("shop", 0)') < 0.3);
  });

  it('a rollback does not end the storm that a release has left', async () => {
    assert.ok(await acted('await c.rollback("shop")', { faults: slowRelease }) < 0.3);
    assert.equal((await operate('return (await c.rollback("db")).done', { faults: slowRelease })).output, 'db has no release to go back from');
  });

  it('more callers do not carry real users', async () => {
    const faults = (f: FaultAuthor): Fault[] => [moreDemand(f, 1.6, 60_000)];
    assert.ok(await acted('await c.scale("shop", 8)', { faults, retries: 0 }) < 0.3);
  });

  it('a restart empties the cache, and callers are back at once', async () => {
    const { record } = await operate('await c.restart("db")');
    assert.ok(success(record) < 0.1);
    assert.ok(last(record, 'Cache of db/warm') < 0.3);
    assert.deepEqual(harms(record), []);
  });

  it('a failover of a database that lives loses what it had acknowledged', async () => {
    assert.match(String(harms((await operate('await c.failoverDb()')).record)), /what it had acknowledged in the last moments is lost/);
  });

  it('a statement that it is over does harm if it is not', async () => {
    assert.match(String(harms((await operate('await c.declare("resolved")')).record)), /“resolved” was declared, and the promise to the users did not hold/);
    assert.deepEqual(harms((await operate(`${CURE} await c.sleep(20_000); await c.declare("resolved")`)).record), []);
  });

  it('against one kind of client leave the others alone', async () => {
    const faults = (f: FaultAuthor): Fault[] => [triesAgain(f, 'app', 60), ...brownOut(f)];
    assert.ok(await acted('await c.throttle("app", 0.05); await c.sleep(30_000); await c.throttle("app", 1); await c.sleep(20_000); await c.throttle("app", "off")', { faults, retries: 0 }) > 0.97);
  });

  it('are refused for what does not exist', async () => {
    const { output } = await operate('return [await c.restart("x").catch(e => e.code), await c.throttle("x", 1).catch(e => e.code), await c.scale("db", 21).catch(e => e.code), await c.setRetries("db", 0).catch(e => e.code), await c.shed("db", 2).catch(e => e.code)]');
    assert.deepEqual(output, ['NoSuchService', 'NoSuchClient', 'BadNumber', 'NoSuchLayer', 'BadNumber']);
  });
});
