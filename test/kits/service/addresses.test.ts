import assert from 'node:assert/strict';
import type { FaultAuthor } from '../../../src/course/faultauthor.ts';
import { scenario } from '../../../src/course/lesson.ts';
import { moves } from '../../../src/course/serverfaults.ts';
import { times } from '../../../src/course/workload.ts';
import type { ServerSpec } from '../../../src/kits/service/server.ts';
import { Services } from '../../../src/kits/service/world.ts';
import { constant, type Fault } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';
import { twin } from '../twin.ts';
import { outputs } from './shop.ts';

/** Two instances of `items` and a server `promo` without a name; one process asks for an item every 100 ms, for 2 s. */
async function answers(text: string, faults: (f: FaultAuthor) => readonly Fault[] = () => []): Promise<unknown[]> {
  const named = (name: string): ServerSpec => ({ workers: 10, queue: 10, method: 'get', serviceMs: constant(5), answer: () => name });
  const { record } = await runProgram(scenario('shop', {
    symptom: '',
    world(stage) {
      const services = new Services(stage);
      for (const id of ['items-1', 'items-2', 'promo']) services.server(id, named(id));
      services.service('items', { '10.0.0.1': 'items-1', '10.0.0.2': 'items-2' });
      services.resolver('names', { serviceMs: constant(1), ttlMs: 300 });
      services.processes(['p1'], { handler: 'get', deps: ['names', 'items'] });
      times(stage, Array.from({ length: 20 }, (_, index) => index * 100), index => services.ask('p1', { number: index + 1, f: 'get', request: {}, timeoutMs: 80 }));
      services.start();
      return { endMs: 3_000 };
    },
    faults,
  }), text);
  return outputs(record);
}

const ONCE = `let known; export const get = async (_, { names, items }) => items.at((known ??= await names.call({ service: 'items' })).addresses[0]).call({});`;
const EACH_TIME = `export const get = async (_, { names, items }) => items.at((await names.call({ service: 'items' })).addresses[0]).call({});`;

describe('a service with addresses', () => {
  it('is found by asking the resolver', async () => {
    assert.deepEqual(await answers(`export const get = (_, { names }) => names.call({ service: 'items' });`), Array(20).fill({ addresses: ['10.0.0.1', '10.0.0.2'], ttlMs: 300 }));
    assert.deepEqual((await answers(`export const get = (_, { names }) => names.call({ service: 'unheard of' });`))[0], { addresses: [], ttlMs: 300 });
    for (const text of [ONCE, EACH_TIME]) assert.deepEqual(await answers(text), Array(20).fill('items-1'));
  });

  twin(moves, 'who asks for the address once gets no answers', f => [moves(f, 'items-1', '10.0.0.9', 950)], async faults => (await answers(ONCE, faults)).includes('no answer'));

  it('answers at an old address no more once it has moved', async () => {
    const moved = (f: FaultAuthor): Fault[] => [moves(f, 'items-1', '10.0.0.9', 950)];
    assert.deepEqual(await answers(ONCE, moved), [...Array(10).fill('items-1'), ...Array(10).fill('no answer')]);
    assert.ok((await answers(EACH_TIME, moved)).every(answer => String(answer).startsWith('items-')));
  });

  it('may leave its address to somebody else, who answers', async () => {
    const moved = (f: FaultAuthor): Fault[] => [moves(f, 'items-1', '10.0.0.9', 950, { takenBy: 'promo' })];
    assert.deepEqual(await answers(ONCE, moved), [...Array(10).fill('items-1'), ...Array(10).fill('promo')]);
    assert.ok((await answers(EACH_TIME, moved)).every(answer => String(answer).startsWith('items-')));
  });

  it('says nothing where nobody ever was', async () => {
    assert.deepEqual((await answers(`export const get = (_, { items }) => items.at('nonsense').call({}, { timeoutMs: 20 });`))[0], 'Unknown: no answer from nowhere within 20 ms');
  });
});
