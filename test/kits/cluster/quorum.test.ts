import assert from 'node:assert/strict';
import { addReplicas, Cluster, constant, FaultAuthor, lognormalByP99, roundTripMs, scenario, type Exports, type Fault, type RunRecord, type Stage } from '../../../src/course/author.ts';
import type { Handlers, NodeContext } from '../../../src/kits/index.ts';
import { runProgram } from '../run.ts';

/** Two replicas and one node `a` that is asked once, at 1 s; what it answers is the answer. */
async function asked(body: string, faults: (author: FaultAuthor) => Fault[] = () => []): Promise<{ output: unknown; run: RunRecord }> {
  const world = (stage: Stage) => {
    const cluster = new Cluster(stage);
    stage.world.network.defaultLatencyMs = constant(5);
    addReplicas(stage, cluster, ['r1', 'r2']);
    cluster.learners(['a'], (exports: Exports, ctx) => new (exports['Node'] as new (ctx: NodeContext) => Handlers)(ctx));
    cluster.start();
    stage.world.at(1_000_000, () => cluster.ask('a', { client: 'x', f: 'ask', request: {}, timeoutMs: 9_000, hear: output => ({ outcome: 'ok', output }) }));
    return { endMs: 11_000 };
  };
  const { record } = await runProgram(scenario('replicas', { symptom: '', world, faults }), `
    import { sleep } from 'faultlab'
    export class Node { constructor(ctx) { this.ctx = ctx; this.heard = [] }
      onMessage(from, message) { this.heard.push([from, message]) }
      async onRequest() { const { ctx } = this; ${body} } }`);
  return { output: record.operations[0]!.output, run: record };
}

const put = (value: string, version: string): string => `await ctx.call('r1', { op: 'put', key: 'k', value: '${value}', version: ${version} })`;
const get = (replica = 'r1'): string => `await ctx.call('${replica}', { op: 'get', key: 'k' })`;

describe('replicas', () => {
  it('hold nothing at first', async () => {
    assert.deepEqual((await asked(`return ${get()}`)).output, { version: [0, ''] });
  });

  it('keep the highest version, by number and then by text, and say which it is', async () => {
    const { output, run } = await asked(`return [${put('old', '[2, "a"]')}, ${put('number', '[3, "a"]')}, ${put('text', '[3, "b"]')}, ${put('lower', '[3, "aa"]')}, ${put('long ago', '[1, "z"]')}, ${get()}, ${get('r2')}]`);
    assert.deepEqual(output, [
      { version: [2, 'a'] }, { version: [3, 'a'] }, { version: [3, 'b'] }, { version: [3, 'b'] }, { version: [3, 'b'] }, { value: 'text', version: [3, 'b'] }, { version: [0, ''] },
    ]);
    assert.deepEqual(run.facts.map(({ type, node, data }) => [type, node, data['value']]), ['old', 'number', 'text', 'lower', 'long ago'].map(value => ['put', 'r1', value]));
  });

  it('keep what they have acknowledged over a crash', async () => {
    const { output } = await asked(`${put('kept', '[1, ""]')}; await sleep(1000); return ${get()}`, f => [f.crash('r1', 1_500, { lastsMs: 200 })]);
    assert.deepEqual(output, { value: 'kept', version: [1, ''] });
  });

  it('answer a message with a message of the same id, as often as it arrives', async () => {
    const body = 'ctx.send("r1", { op: "get", key: "k", id: 7 }); ctx.send("r2", { op: "put", key: "k", value: "v", version: [1, "a"], id: "x" }); await sleep(100); return this.heard';
    const answers = [['r1', { version: [0, ''], id: 7 }], ['r2', { version: [1, 'a'], id: 'x' }]];
    assert.deepEqual((await asked(body)).output, answers);
    const doubled = await asked(body, f => [f.double({ from: 'r1' }, 1, constant(20))]);
    assert.deepEqual(doubled.output, [...answers, answers[0]]);
  });

  it('give a call one answer, even if it arrives twice', async () => {
    assert.deepEqual((await asked(`return ${get()}`, f => [f.double({ from: 'r1' }, 1, constant(20))])).output, { version: [0, ''] });
  });

  it('refuse what they do not understand, and live on', async () => {
    const { output } = await asked(`const wrong = [null, 'get', {}, { op: 'get' }, { op: 'put', key: 'k', value: 'v' }, { op: 'put', key: 'k', version: ['1', 'a'] }, { op: 'put', key: 'k', version: [NaN, 'a'] }]
      const heard = []
      for (const request of wrong) { await ctx.call('r1', request).catch(error => heard.push(error.code)); ctx.send('r1', request) }
      await sleep(100)
      return [heard.join(), this.heard.length, this.heard.every(([, message]) => message.error.includes('understands')), ${get()}]`);
    assert.deepEqual(output, [Array(7).fill('BadRequest').join(), 7, true, { version: [0, ''] }]);
  });

  it('can be hit by faults by their operations', async () => {
    const { output } = await asked(`return [${get()}, await ctx.call('r1', { op: 'put', key: 'k', value: 'v', version: [1, 'a'] }, { timeoutMs: 50 }).catch(error => error.code), ${get()}]`, f => [f.lose({ method: 'put', to: ['r1'] }, 1)]);
    assert.deepEqual(output, [{ version: [0, ''] }, 'Timeout', { version: [0, ''] }]);
  });
});

describe('a round trip', () => {
  it('takes as long as the slowest that is waited for', () => {
    assert.equal(roundTripMs(constant(5), 3, 5), 10);
    const [one, three, five] = [1, 3, 5].map(count => roundTripMs(lognormalByP99(5, 20), count, 5));
    assert.ok(one! < three! && three! < five! && Math.abs(three! - 10.8) < 0.1, `${one} ${three} ${five}`);
  });
});
