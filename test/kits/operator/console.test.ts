import assert from 'node:assert/strict';
import { Cluster, scenario, times, type RunRecord } from '../../../src/course/author.ts';
import { Refused } from '../../../src/kits/errors.ts';
import { consoleAt } from '../../../src/kits/operator/console/console.ts';
import type { Plant } from '../../../src/kits/operator/console/plant.ts';
import { EPOCH_MS } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';

const PLANT: Plant = {
  topology: () => ({ services: ['a'] }),
  metric: (name, where) => {
    if (name !== 'load') throw new Refused('NoSuchMetric', `nobody measures ${name} of ${where}`);
    return { intervalMs: 5_000, values: Array.from({ length: 20 }, (_, index) => index) };
  },
  changes: sinceMs => [{ at: EPOCH_MS, kind: 'release', target: 'a', text: String(sinceMs) }],
  logs: ({ where }) => [{ at: EPOCH_MS, where, text: 'full' }],
  traces: ({ client }) => [[{ where: client, durationMs: 1, attempts: 1, ok: true }]],
  inspect: (node, via) => (node === 'gone' ? 'unreachable' : { state: 'up', version: via ?? 'direct', detail: {} }),
  probe: (_from, to) => (to === 'gone' ? 'timeout' : 1.5),
  outOfBand: node => ({ power: 'on', processes: [node] }),
  vantage: (place, target) => (place === 'home' && target === 'a' ? 'ok' : 'dead'),
  untrue: statement => (statement === 'resolved' ? 'it was not over' : undefined),
  actions: {
    push: { takesMs: 7_000, check: n => { if (typeof n !== 'number') throw new Refused('BadNumber', 'a number, please'); }, begin: () => { begun.push('begun'); }, finish: n => `pushed ${String(n)}` },
  },
};
let begun: string[] = [];

/** What a program makes of a console, from 100 s on. */
async function operate(body: string): Promise<{ readonly output: unknown; readonly record: RunRecord }> {
  begun = [];
  const { record } = await runProgram(scenario('console', {
    symptom: '',
    world(stage) {
      const cluster = new Cluster(stage);
      cluster.functions(['oncall'], (exports, _ctx, { node }) => ({ onRequest: () => (exports['respond'] as (c: unknown) => Promise<unknown>)(consoleAt(node, PLANT, { text: 'it burns', at: EPOCH_MS + 100_000 })) }));
      times(stage, [100_000], () => cluster.ask('oncall', { client: 'pager', f: 'respond', request: {}, timeoutMs: 300_000, hear: output => ({ outcome: 'ok', output }) }));
      cluster.start();
      return { endMs: 500_000 };
    },
  }), `export async function respond(c) { const took = async f => { const before = c.now(); await f(); return c.now() - before }\n${body} }`);
  return { output: record.operations[0]!.output, record };
}

describe('a console', () => {
  it('takes time for every question, more where nothing answers', async () => {
    const { output } = await operate(`return [
      await took(() => c.metric('load', 'a')), await took(() => c.changes(1)), await took(() => c.logs({ where: 'a' })), await took(() => c.traces({ client: 'x' })),
      await took(() => c.inspect('a')), await took(() => c.inspect('gone')), await took(() => c.probe('a', 'b', 64)), await took(() => c.probe('a', 'gone', 64)),
      await took(() => c.outOfBand('a')), await took(() => c.vantage('home', 'a')), await took(() => c.sleep(123)), await took(() => c.declare('monitoring')), await took(() => c.push(1))]`);
    assert.deepEqual(output, [2_000, 2_000, 5_000, 5_000, 3_000, 5_000, 1_000, 3_000, 10_000, 10_000, 123, 0, 7_000]);
  });

  it('answers what the world says', async () => {
    const { output } = await operate(`return [c.page, c.topology(), (await c.changes(7))[0].text, (await c.logs({ where: 'a' }))[0].where, (await c.traces({ client: 'x' }))[0][0].where,
      (await c.inspect('a', { via: 'b' })).version, await c.inspect('gone'), await c.probe('a', 'b', 1), await c.probe('a', 'gone', 1), (await c.outOfBand('a')).processes, await c.vantage('home', 'a'), await c.vantage('moon', 'a'), await c.push(3)]`);
    assert.deepEqual(output, [{ text: 'it burns', at: EPOCH_MS + 100_000 }, { services: ['a'] }, '7', 'a', 'x', 'b', 'unreachable', 1.5, 'timeout', ['a'], 'ok', 'dead', { done: 'pushed 3' }]);
  });

  it('has four hands: a fifth question waits', async () => {
    const { output } = await operate('const before = c.now(); const at = []; await Promise.all([1, 2, 3, 4, 5, 6].map(n => c.metric("load", "a").then(() => at.push(c.now() - before)))); return at');
    assert.deepEqual(output, [2_000, 2_000, 2_000, 2_000, 4_000, 4_000]);
    const mixed = await operate('return took(() => Promise.all([c.push(1), c.push(2), c.push(3), c.push(4), c.metric("load", "a")]))');
    assert.equal(mixed.output, 9_000);
  });

  it('gives averages of 15 s, up to 15 s old, with holes', async () => {
    const { output } = await operate('return [await c.metric("load", "a", 60_000), await c.metric("load", "a", 1e6), c.now()]');
    const [recent, all] = output as { at: number; value: number }[][];
    assert.deepEqual(recent!.at(-1), { at: EPOCH_MS + 90_000, value: 16 });
    assert.ok(recent!.length <= 4);
    assert.deepEqual(all!.find(({ at }) => at === EPOCH_MS + 30_000), { at: EPOCH_MS + 30_000, value: 4 });
    assert.ok(all!.length >= 4 && all!.length <= 6);
  });

  it('says what does not exist', async () => {
    const { output } = await operate('return [await c.metric("luck", "a").catch(e => e.code), await c.declare("fine").catch(e => e.code), await c.push("x").catch(e => e.code)]');
    assert.deepEqual(output, ['NoSuchMetric', 'NoSuchStatement', 'BadNumber']);
    assert.deepEqual(begun, []);
  });

  it('notes what is looked at and done, and what is said without being true', async () => {
    const { record } = await operate('await c.metric("load", "a"); await c.push(1); await c.declare("identified"); await c.declare("resolved")');
    assert.deepEqual(record.facts.map(({ type }) => type), ['looked', 'action', 'acted', 'declared', 'declared', 'harm']);
    assert.match(String(record.facts.at(-1)!.data['why']), /“resolved” was declared, and it was not over/);
    assert.deepEqual(begun, ['begun']);
  });
});
