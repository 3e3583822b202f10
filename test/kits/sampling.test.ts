import assert from 'node:assert/strict';
import { demand, scenario, Services, Cluster, constant, type RunRecord } from '../../src/course/author.ts';
import type { ScenarioSpec } from '../../src/course/lesson.ts';
import type { Breaker } from '../../src/kits/service/api.ts';
import type { Handlers, NodeContext } from '../../src/kits/cluster/api.ts';
import type { Sampling } from '../../src/kits/sampling.ts';
import type { Stage } from '../../src/kits/stage.ts';
import type { PictureRecorder } from '../../src/sim/pictures/recorder.ts';
import { judge } from '../lab/jobs/support.ts';
import { runProgram } from './run.ts';

type Made = new (ctx: NodeContext) => Handlers;

/** Nodes a, b, c; `said` is read of them every 100 ms, until 1 s. */
const sampled = (sampling: Partial<Sampling<Handlers>> = {}, spec: Partial<ScenarioSpec> = {}) => scenario('sampled', {
  symptom: '', visible: true, panel: { visible: 1, hidden: 1 },
  world(stage) {
    const cluster = new Cluster(stage);
    cluster.learners(['a', 'b', 'c'], (exports, ctx) => new (exports['Node'] as Made)(ctx));
    cluster.sample('said', { everyMs: 100, untilMs: 1_000, ...sampling });
    cluster.start();
    return { endMs: 2_000 };
  },
  ...spec,
});

const node = (body: string): string => `export class Node {\n  constructor(ctx) { this.ctx = ctx }\n  ${body}\n}`;
const readings = ({ readings }: RunRecord, of = 'a') => (readings.get('said') ?? []).filter(({ node }) => node === of);

describe('sampled accessors', () => {
  it('read a method of every node so often, at the node\'s own time', async () => {
    const { record } = await runProgram(sampled(), node('said() { return `${this.ctx.id} at ${performance.now()}` }'));
    assert.deepEqual(readings(record).map(({ value }) => value), Array.from({ length: 11 }, (_, index) => `a at ${index * 100}`));
    assert.equal(readings(record, 'c').length, 11);
  });

  it('read a getter, about each peer, and keep what was said as it was then', async () => {
    const getter = await runProgram(sampled({ untilMs: 100 }), node('list = []\n get said() { this.list.push(1); return this.list }'));
    assert.deepEqual(readings(getter.record).map(({ value }) => value), [[1], [1, 1]]);
    const { record } = await runProgram(sampled({ untilMs: 0, about: 'peers' }), node('said(peer) { return this.ctx.id + peer }'));
    assert.deepEqual(readings(record, 'b'), [{ node: 'b', about: 'a', atUs: 0, value: 'ba' }, { node: 'b', about: 'c', atUs: 0, value: 'bc' }]);
  });

  it('draw numbers', async () => {
    const { record } = await runProgram(sampled({ untilMs: 100, unit: 'ms' }), node('n = 4\n said() { return this.n++ }'));
    assert.deepEqual(record.series.get('said/a'), { name: 'said/a', unit: 'ms', timesUs: [0, 100_000], values: [4, 5] });
  });

  it('draw words: about others as a matrix of beliefs, else as lanes', async () => {
    const world = sampled({ untilMs: 300, about: ['b'] });
    let pictures: PictureRecorder | undefined;
    const watched = { ...world, world: (stage: Stage) => { pictures = stage.world.pictures; return world.world(stage); } };
    await runProgram(watched, node('n = 0\n said(peer) { return this.n++ < 2 ? `${peer} is well` : `${peer} is lost` }'), { mode: 'record' });
    const beliefs = pictures!.tracks().flatMap(track => (track.type === 'matrix' && track.name === 'Said' ? track.beliefs : []));
    assert.deepEqual(beliefs.filter(({ observer }) => observer === 'a').map(({ timeUs, subject, text }) => [timeUs, subject, text]), [[0, 'b', 'b is well'], [200_000, 'b', 'b is lost']]);
    const { record } = await runProgram(sampled({ untilMs: 300 }), node('n = 0\n get said() { return this.n++ < 2 ? "well" : "lost" }'));
    assert.deepEqual(record.phases.get('said/a'), { name: 'said/a', timesUs: [0, 200_000], texts: ['well', 'lost'] });
  });

  it('leave out nodes that are down, that stand still, that have not recovered', async () => {
    const faults: ScenarioSpec['faults'] = f => [f.crash('a', 250, { lastsMs: 350 }), f.pause('b', 250, { lastsMs: 300 })];
    const { record } = await runProgram(sampled({}, { faults }), node('async recover() { await new Promise(resolve => setTimeout(resolve, 150)) }\n said() { return 1 }'));
    assert.deepEqual(readings(record).map(({ atUs }) => atUs / 1_000), [200, 800, 900, 1_000]);
    assert.deepEqual(readings(record, 'b').map(({ atUs }) => atUs / 1_000), [200, 600, 700, 800, 900, 1_000]);
  });

  it('change nothing in a run: the same hash with and without', async () => {
    const program = node('n = 0\n onTimer() { this.ctx.send("b", ++this.n); this.ctx.setTimer("t", 70) }\n async recover() { this.onTimer() }\n said() { return this.n }');
    const [looked, alone] = [await runProgram(sampled(), program), await runProgram(sampled({ nodes: [] }), program)];
    assert.equal(looked.hash, alone.hash);
    assert.equal(alone.record.readings.size, 0);
  });

  describe('are an error of the learner\'s, with method and line,', () => {
    const cases: readonly (readonly [string, string, RegExp])[] = [
      ['if they send', 'said() {\n    this.ctx.send("b", 1)\n  }', /said of a is only read here: it may not send, set timers or use the disk/],
      ['if they call and swallow the error', 'said() {\n    this.ctx.call("b", 1).catch(() => {})\n    return 1\n  }', /said of a is only read here/],
      ['if they set a timer', 'said() {\n    this.ctx.setTimer("t", 1)\n  }', /said of a is only read here/],
      ['if they sleep', 'said() {\n    setTimeout(() => {}, 1)\n  }', /said of a is only read here/],
      ['if they write to the disk', 'said() {\n    void this.ctx.disk.append("f", 1)\n  }', /said of a is only read here/],
      ['if they read the disk', 'said() {\n    void this.ctx.disk.read("f")\n  }', /said of a is only read here/],
      ['if a promise of theirs acts', 'said() { void Promise.resolve().then(() => {\n    this.ctx.send("b", 1) })\n    return 1\n  }', /said of a is only read here/],
      ['if they throw', 'said() {\n    throw new Error("no idea")\n  }', /Error: no idea/],
    ];
    for (const [name, method, message] of cases) {
      it(name, async () => {
        const { verdict, first } = await judge(sampled(), node(method));
        assert.equal(verdict, 'error');
        assert.match(first!.message, message);
        assert.equal(first!.range?.startLineNumber, 4);
      });
    }

    it('if they do not answer at once, or are not there', async () => {
      const { verdict, first } = await judge(sampled(), node('async said() { return 1 }'));
      assert.equal(verdict, 'error');
      assert.match(first!.message, /a promise cannot be sent or stored/);
      assert.equal(first!.range?.startLineNumber, 3);
      assert.match((await judge(sampled(), node(''))).first!.message, /the program has no said/);
    });

    it('if they do not come back', async () => {
      const { verdict, first } = await judge(sampled(), node('said() {\n    for (;;);\n  }'));
      assert.equal(verdict, 'stuck');
      assert.equal(first!.range?.startLineNumber, 4);
    });
  });

  it('end with the reading: what comes later may act again', async () => {
    const program = node('said() { this.seen = true; return 1 }\n async recover() { this.ctx.setTimer("t", 50) }\n onTimer() { if (this.seen) this.ctx.send("b", "hello"); this.ctx.setTimer("t", 50) }\n onMessage(_, m) { this.ctx.note(m) }');
    const { verdict } = await judge(sampled({}, { always: [demand('it is read', run => (readings(run).length === 11 ? undefined : { message: 'gone', atUs: 0, row: -1 }))] }), program);
    assert.equal(verdict, 'passed');
  });

  it('read the learner\'s part of a server', async () => {
    const under = scenario('served', {
      symptom: '',
      world(stage) {
        const services = new Services(stage);
        services.server('bank', { workers: 1, queue: 0, serviceMs: constant(1), method: 'charge', answer: () => 1 });
        services.server('shop', {
          workers: 1, queue: 1, method: 'page', deps: ['bank'], handle: () => Promise.resolve(1),
          part: exports => ({ breaker: new (exports['Breaker'] as new () => Breaker)() }),
        });
        services.sample('state', { everyMs: 500, untilMs: 1_000, of: ({ breaker }) => breaker! });
        services.start();
        return { endMs: 1_500 };
      },
    });
    const { record } = await runProgram(under, 'export class Breaker { get state() { return performance.now() < 700 ? "closed" : "open" } call(f) { return f() } }');
    assert.deepEqual(record.readings.get('state')!.map(({ node, value }) => `${node} ${String(value)}`), ['shop closed', 'shop closed', 'shop open']);
  });
});
