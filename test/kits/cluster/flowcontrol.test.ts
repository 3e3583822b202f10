import assert from 'node:assert/strict';
import { Cluster, FlowControl, scenario, storesSlowly, uniform, type FaultAuthor, type FlowControlSpec, type RunRecord } from '../../../src/course/author.ts';
import type { Handlers, NodeContext } from '../../../src/kits/cluster/api.ts';
import type { Fault } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';
import { twin, type Faults } from '../twin.ts';

type Made = new (ctx: NodeContext) => Handlers;

interface Setting extends Partial<FlowControlSpec> {
  readonly faults?: (f: FaultAuthor) => readonly Fault[];
}

/** 10 s of 400 items a second on a wire of 5 ms to a sink that stores 200. */
async function run(text: string, { faults = () => [], ...spec }: Setting = {}): Promise<RunRecord> {
  const { record } = await runProgram(scenario('flow', {
    symptom: '',
    world(stage) {
      const cluster = new Cluster(stage);
      new FlowControl(stage, cluster, {
        offersPerSecond: 400, untilMs: 10_000, storesPerSecond: 200, wireMs: uniform(4.5, 5.5), holds: { producer: 256, consumer: 64 }, restartMs: 500,
        make: { producer: ({ Producer }, ctx) => new (Producer as Made)(ctx), consumer: ({ Consumer }, ctx) => new (Consumer as Made)(ctx) }, ...spec,
      });
      cluster.start();
      return { endMs: 12_000 };
    },
    faults,
  }), text);
  return record;
}

/** Sends at once; the consumer queues. */
const PUSH = `
export class Producer { constructor(ctx) { this.ctx = ctx } async onRequest({ item }) { this.ctx.send('consumer', { item }); return 'taken' } }
export class Consumer {
  queue = []
  constructor(ctx) { this.ctx = ctx }
  onMessage(_, { item }) { this.queue.push(item); if (this.queue.length === 1) void this.work() }
  async work() { while (this.queue.length) { await this.ctx.call('sink', { op: 'store', item: this.queue[0] }); this.queue.shift() } }
}`;
/** Takes an item only when the one before is stored. */
const ONE = `
export class Producer { constructor(ctx) { this.ctx = ctx } async onRequest({ item }) { await this.ctx.call('consumer', { item }, { timeoutMs: 900 }); return 'taken' } }
export class Consumer { constructor(ctx) { this.ctx = ctx } async onRequest({ item }) { await this.ctx.call('sink', { op: 'store', item }); return 'ok' } }`;
/** Takes all there is and sends nothing. */
const HOARD = `
export class Producer { held = []; constructor(ctx) { this.ctx = ctx } async onRequest({ item }) { this.held.push(item); return 'taken' } }
export class Consumer { constructor(ctx) { this.ctx = ctx } }`;

const facts = ({ facts }: RunRecord, type: string) => facts.filter(fact => fact.type === type);
const items = (record: RunRecord, type: string): number[] => facts(record, type).map(({ data }) => data['item'] as number);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('flow control', () => {
  it('brings items from the source to the sink, one after the other', async () => {
    const record = await run(ONE);
    const stored = items(record, 'stored');
    assert.ok(stored.length > 650 && stored.length < 850, String(stored.length));
    assert.deepEqual(stored, upTo(stored.length));
    const taken = items(record, 'taken');
    assert.ok(stored.length - taken.length <= 1);
    assert.deepEqual(taken, stored.slice(0, taken.length));
    assert.deepEqual(facts(record, 'overflow'), []);
  });

  it('crashes a consumer that is sent more than its memory holds', async () => {
    const record = await run(PUSH);
    const [first] = facts(record, 'overflow');
    assert.deepEqual([first!.node, first!.data], ['consumer', { items: 65, limit: 64 }]);
    assert.ok(first!.atUs > 280_000 && first!.atUs < 400_000, String(first!.atUs));
    assert.ok(items(record, 'stored').length < items(record, 'taken').length - 64);
    assert.deepEqual(facts(await run(PUSH, { offersPerSecond: 150 }), 'overflow'), []);
  });

  it('crashes a producer that takes more than its memory holds', async () => {
    const [first] = facts(await run(HOARD), 'overflow');
    assert.deepEqual([first!.node, first!.data], ['producer', { items: 257, limit: 256 }]);
  });

  it('finds items in whatever form they are passed on', async () => {
    for (const form of ['{ item }', '[[item.body]]', 'JSON.stringify({ deep: { item } })', 'new Map([[1, new Set([item])]])']) {
      const text = HOARD.replace('this.held.push(item);', `this.ctx.send('consumer', ${form});`);
      const [first] = facts(await run(text), 'overflow');
      assert.deepEqual([first!.node, first!.data['items']], ['consumer', 65], form);
    }
    const text = HOARD.replace('this.held.push(item);', 'this.ctx.send(\'consumer\', { n: item.n, body: "item-1-00000000" });');
    assert.equal(facts(await run(text), 'overflow')[0]!.node, 'producer');
  });

  it('counts answers that the consumer asked for', async () => {
    const pull = `
      export class Producer { held = []; constructor(ctx) { this.ctx = ctx } async onRequest(r) { if (r.op === 'offer') { this.held.push(r.item); return 'taken' } return this.held.splice(0) } }
      export class Consumer { constructor(ctx) { this.ctx = ctx; ctx.setTimer('t', 100) } async onTimer() { await this.ctx.call('producer', {}).catch(() => {}); this.ctx.setTimer('t', 100) } }`;
    assert.equal(facts(await run(pull), 'overflow')[0]!.node, 'consumer');
  });

  it('has a sink that stores twice what comes twice, knows the last, and takes nothing made up', async () => {
    const text = `
      export class Producer { constructor(ctx) { this.ctx = ctx } async onRequest({ item }) { this.ctx.send('consumer', item); return item.n === 1 ? 'taken' : 'wait' } }
      export class Consumer { constructor(ctx) { this.ctx = ctx }
        async onMessage(_, item) {
          if (this.done) return
          this.done = true
          const sink = request => this.ctx.call('sink', request).catch(error => error.code)
          const heard = [await sink({ op: 'last' }), await sink({ op: 'store', item }), await sink({ op: 'store', item }), await sink({ op: 'last' }), await sink({ op: 'store', item: { n: 2, body: 'item-2-00000000' } }), await sink(null)]
          if (JSON.stringify(heard) !== '[{"last":0},{"stored":1},{"stored":1},{"last":1},"BadItem","BadRequest"]') throw new Error(JSON.stringify(heard))
        } }`;
    assert.deepEqual(items(await run(text), 'stored'), [1, 1]);
  });

  it('has a source that offers again what was not taken, until it was', async () => {
    const text = 'export class Producer { seen = []; async onRequest({ item }) { this.seen.push(item.n); if (this.seen.length % 3 === 1) throw new Error("busy"); return this.seen.length % 3 === 2 ? "wait" : "taken" } }\nexport class Consumer {}';
    const taken = items(await run(text, { offersPerSecond: 10 }), 'taken');
    assert.deepEqual(taken, upTo(99));
  });

  it('draws how many items are sent and not stored, beside what a round trip needs', async () => {
    const { series } = await run(ONE, { wireMs: uniform(36, 44) });
    assert.ok(Math.max(...series.get('Window/sent, not stored')!.values) <= 1);
    assert.equal(series.get('Window/rate × round trip')!.values[0], 16);
    const pushed = await run(PUSH, { offersPerSecond: 150, wireMs: uniform(36, 44) });
    const sent = pushed.series.get('Window/sent, not stored')!.values;
    assert.ok(sent.some(items => items >= 5) && sent.every(items => items < 12), String(sent));
    assert.equal(sent.at(-1), 0);
  });

  it('draws what is held, and what the sink does', async () => {
    const { series } = await run(ONE);
    assert.ok(Math.max(...series.get('Items held by consumer/held')!.values) <= 1);
    assert.equal(series.get('Items held by consumer/limit')!.values[5], 64);
    assert.ok(series.get('Sink/stored')!.values.some(value => value >= 60));
  });
});

describe('faults of flow control', () => {
  const slow: Faults = f => [storesSlowly(f, 20, 2_000, 3_000)];

  twin(storesSlowly, 'a consumer that takes all it is sent overflows', slow, async faults => facts(await run(PUSH, { offersPerSecond: 150, faults }), 'overflow').length > 0);

  it('a slow sink fills a consumer as long as it is slow', async () => {
    const overflow = facts(await run(PUSH, { offersPerSecond: 150, faults: slow }), 'overflow');
    assert.equal(overflow[0]!.node, 'consumer');
    assert.ok(overflow.every(({ atUs }) => atUs > 2_000_000 && atUs < 5_100_000));
  });

  it('a restart of the consumer loses what it held', async () => {
    const restart = (f: FaultAuthor): Fault[] => [f.crash('consumer', 3_000, { lastsMs: 500 })];
    const calm = await run(PUSH, { offersPerSecond: 150 });
    assert.deepEqual(items(calm, 'stored'), items(calm, 'taken'));
    const record = await run(PUSH, { offersPerSecond: 150, faults: restart });
    assert.ok(items(record, 'stored').length < items(record, 'taken').length - 50);
  });

  it('loss on the wire loses items, doubles store them twice, and a calm wire does neither', async () => {
    const wire = { from: 'producer', to: 'consumer' };
    const stored = async (faults: Faults): Promise<{ twice: number; lost: number }> => {
      const record = await run(PUSH, { offersPerSecond: 100, faults });
      const all = items(record, 'stored');
      return { twice: all.length - new Set(all).size, lost: items(record, 'taken').length - new Set(all).size };
    };
    assert.deepEqual(await stored(() => []), { twice: 0, lost: 0 });
    const [doubled, lossy] = [await stored(f => [f.double(wire, 0.1, { kind: 'constant', value: 6 })]), await stored(f => [f.lose(wire, 0.1)])];
    assert.ok(doubled.twice > 50 && doubled.lost === 0, JSON.stringify(doubled));
    assert.ok(lossy.lost > 50 && lossy.twice === 0, JSON.stringify(lossy));
  });
});
