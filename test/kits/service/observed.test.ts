import assert from 'node:assert/strict';
import { scenario } from '../../../src/course/lesson.ts';
import { times } from '../../../src/course/workload.ts';
import type { Instrument } from '../../../src/kits/service/shop/api.ts';
import { Shop, type Wire } from '../../../src/kits/service/shop/world.ts';
import { Services } from '../../../src/kits/service/world.ts';
import { constant, type RunRecord } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';

/** An instrument that says what it was called for. */
const TELLTALE = `
  export const make = name => ({
    records: true,
    async serve({ from, operation, headers }, work) { return [name, from, operation, headers, await work(name)]; },
    outgoing: (context, to) => [['by', context], ['to', to]],
    async consume(batch, one) { for (const message of batch) await one('batch of ' + batch.length, message); },
  });`;

async function run(text: string, { wire, orders = 1 }: { wire?: Wire; orders?: number } = {}): Promise<RunRecord> {
  const { record } = await runProgram(scenario('observed', {
    symptom: '',
    world(stage) {
      const services = new Services(stage);
      const shop = new Shop(stage, services, wire);
      const learner = (exports: Readonly<Record<string, unknown>>, node: { readonly id: string }): Instrument => (exports['make'] as (name: string) => Instrument)(node.id);
      shop.service('api', { operation: 'order', workMs: constant(10), calls: [['price', 'stock'], 'mail'], learner });
      for (const name of ['price', 'stock']) shop.service(name, { operation: name, workMs: constant(name === 'price' ? 30 : 20), learner });
      shop.service('packing', { operation: 'pack', workMs: constant(5), calls: ['label'], learner });
      shop.service('label', { operation: 'print', workMs: constant(5), learner });
      shop.queue('mail', { to: 'packing', size: [3, 3], waitMs: 1_000 });
      services.start();
      times(stage, Array.from({ length: orders }, (_, index) => index * 10), index => shop.ask('api', { number: index + 1, f: 'order', timeoutMs: 1_000, headers: [['id', String(index)]] }));
      return { endMs: 3_000 };
    },
  }), text);
  return record;
}

const facts = (record: RunRecord, type: string) => record.facts.filter(fact => fact.type === type);

describe('an observed shop', () => {
  it('hands each request to the instrument of its service, and its headers to whom it calls', async () => {
    const record = await run(TELLTALE);
    assert.deepEqual(record.operations[0]!.output, ['api', 'internet', 'order', [['id', '0']], undefined]);
    const received = facts(record, 'received').map(({ node, data }) => [node, data['kind'], data['headers']]);
    assert.deepEqual(received.slice(0, 3), [['api', 'edge', [['id', '0']]], ['price', 'inner', [['by', 'api'], ['to', 'price']]], ['stock', 'inner', [['by', 'api'], ['to', 'stock']]]]);
  });

  it('calls those of an inner list at the same time, and one group after the other', async () => {
    const record = await run(TELLTALE);
    assert.deepEqual(facts(record, 'sent').slice(0, 3).map(({ atUs, data }) => [atUs / 1_000, data['to']]), [[10, 'price'], [10, 'stock'], [42, 'mail']]);
    assert.equal(record.operations[0]!.completedUs, 44_000);
  });

  it('knows who called whom', async () => {
    const received = facts(await run(TELLTALE, { orders: 2 }), 'received').map(({ node, data }) => ({ node, ...data as { id: number; operation: number; caller?: number } }));
    for (const { caller, operation } of received.filter(({ node }) => node === 'price')) {
      assert.deepEqual(received.filter(({ id }) => id === caller).map(each => [each.node, each.operation]), [['api', operation]]);
    }
  });

  it('hands over what was published in batches, the last when it has waited long enough', async () => {
    const record = await run(TELLTALE, { orders: 4 });
    const batches = facts(record, 'received').filter(({ data }) => data['kind'] === 'consumer');
    assert.deepEqual(batches.map(({ atUs, data }) => [Math.round(atUs / 1_000), (data['messages'] as { operation: number }[]).map(({ operation }) => operation)]), [[64, [1, 2, 3]], [1074, [4]]]);
    assert.deepEqual(facts(record, 'sent').filter(({ node }) => node === 'packing').map(({ data }) => [data['operation'], (data['headers'] as string[][])[0]![1]]),
      [[1, 'batch of 3'], [2, 'batch of 3'], [3, 'batch of 3'], [4, 'batch of 1']]);
  });

  it('lets something between services change headers, but not what comes from outside', async () => {
    const record = await run(TELLTALE, { wire: () => ({ headers: [['spoilt', 'yes']], garbled: true }) });
    assert.deepEqual(facts(record, 'received').map(({ data }) => data['garbled']), [false, true, true, false, true]);
    assert.deepEqual(facts(record, 'received')[1]!.data['headers'], [['spoilt', 'yes']]);
  });

  it('fails the request where an instrument throws, and tells who did', async () => {
    const text = TELLTALE.replace('return [name,', `if (name === 'stock') throw new Error('no'); return [name,`);
    const record = await run(text);
    assert.deepEqual(facts(record, 'failed').map(({ node, data }) => [node, data['error']]), [['stock', 'Error: no']]);
    assert.equal(record.operations[0]!.outcome, 'info');
  });

  it('does not let an instrument change the record of what it was given', async () => {
    const text = TELLTALE.replace('return [name,', `headers.length = 0; return [name,`);
    assert.deepEqual(facts(await run(text), 'received')[0]!.data['headers'], [['id', '0']]);
  });

  it('takes nothing for headers that is none', async () => {
    const text = TELLTALE.replace('[[\'by\', context], [\'to\', to]]', '[[\'by\', 7]]');
    assert.match(String(facts(await run(text), 'failed')[0]!.data['error']), /a header is \[name, value\], two texts/);
  });
});
