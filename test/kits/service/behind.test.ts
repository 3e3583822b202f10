import assert from 'node:assert/strict';
import { scenario } from '../../../src/course/lesson.ts';
import { times } from '../../../src/course/workload.ts';
import type { Part, RequestHandler, ServerSpec } from '../../../src/kits/service/server.ts';
import { Services } from '../../../src/kits/service/world.ts';
import { constant, type RunRecord } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';

/** A process `front` calls `middle`, which runs the program's `middle`, which may call `store`: 100 ms. Links of 1 ms. */
async function run(text: string, atMs: readonly number[] = [0]): Promise<RunRecord> {
  const store: ServerSpec = { workers: 1, queue: 10, method: 'store', serviceMs: constant(100), effect: 'stored', answer: (_request, number) => number };
  const middle: ServerSpec = {
    workers: 100, queue: 0, method: 'middle', deps: ['store'],
    part: (exports): Part => ({ handler: exports['middle'] as RequestHandler }),
    handle: (request, deps, { handler }, headers) => handler!({ request, headers }, deps),
  };
  const { record } = await runProgram(scenario('house', {
    symptom: '',
    world(stage) {
      const services = new Services(stage);
      services.server('store', store);
      services.server('middle', middle);
      services.processes(['front'], { handler: 'front', deps: ['middle'] });
      times(stage, atMs, index => services.ask('front', { number: index + 1, f: 'ask', request: { id: index + 1 }, timeoutMs: 2_000 }));
      services.start();
      return { endMs: 5_000 };
    },
  }), text);
  return record;
}

const outputs = ({ operations }: RunRecord): unknown[] => operations.map(({ output }) => output);
const storedMs = ({ facts }: RunRecord): number[] => facts.filter(({ type }) => type === 'stored').map(({ atUs }) => atUs / 1_000);

describe('a handler behind another', () => {
  it('gets the headers of the call as texts, and no others', async () => {
    const text = `export const front = ({ id }, { middle }) => middle.call('hello', id === 1 ? { headers: { 'Left-Ms': 70, to: 'you' } } : {}); export const middle = async request => request;`;
    assert.deepEqual(outputs(await run(text, [0, 10])), [{ request: 'hello', headers: { 'Left-Ms': '70', to: 'you' } }, { request: 'hello', headers: {} }]);
  });

  it('runs in a process of its own', async () => {
    const text = `let seen = 0; export const front = async (_, { middle }) => [++seen, await middle.call({})]; export const middle = async () => seen += 10;`;
    assert.deepEqual(outputs(await run(text, [0, 10])), [[1, 10], [2, 20]]);
  });

  it('works on when its caller has left, and its errors come through', async () => {
    const text = `import { Refused } from 'faultlab';
      export const front = (_, { middle }) => middle.call({}, { timeoutMs: 40 });
      export const middle = async (_, { store }) => { await store.call({}); throw new Refused('No', 'not today'); };`;
    const late = await run(text);
    assert.deepEqual(storedMs(late), [102]);
    assert.deepEqual(outputs(late), ['Unknown: no answer from middle within 40 ms']);
    assert.deepEqual(outputs(await run(text.replace('40', '400'))), ['Refused: not today']);
  });

  it('is told from itself when it works on the same request a second time', async () => {
    const text = `export const front = async (_, { middle }) => { await middle.call({}); await middle.call({}); }; export const middle = (_, { store }) => store.call({});`;
    const record = await run(text);
    assert.deepEqual(record.facts.filter(({ type, node }) => type === 'arrived' && node === 'store').map(({ data }) => data['attempt']), [0, 1_000]);
  });
});
