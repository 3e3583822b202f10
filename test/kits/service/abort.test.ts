import assert from 'node:assert/strict';
import { scenario } from '../../../src/course/lesson.ts';
import { times } from '../../../src/course/workload.ts';
import type { Part, RequestHandler, ServerSpec } from '../../../src/kits/service/server.ts';
import { Services } from '../../../src/kits/service/world.ts';
import { constant, type RunRecord } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';

interface House {
  readonly honoursAbort?: boolean;
  readonly atMs: readonly number[];
}

/** A process `front` calls `middle`, which runs the program's `middle`, which may call `store`: one worker, 100 ms. Links of 1 ms. */
async function run(text: string, { honoursAbort = true, atMs }: House): Promise<RunRecord> {
  const store: ServerSpec = { workers: 1, queue: 10, method: 'store', serviceMs: constant(100), effect: 'stored', honoursAbort, answer: (_request, number) => number };
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
      services.processes(['front'], { handler: 'front', deps: ['middle', 'store'] });
      times(stage, atMs, index => services.ask('front', { number: index + 1, f: 'ask', request: { id: index + 1 }, timeoutMs: 2_000 }));
      services.start();
      return { endMs: 5_000 };
    },
  }), text);
  return record;
}

const impatient = (timeoutMs: number): string => `export const middle = async () => {}; export const front = (_, { store }) => store.call({}, { timeoutMs: ${timeoutMs} });`;
const outputs = ({ operations }: RunRecord): unknown[] => operations.map(({ output }) => output);
const storedMs = ({ facts }: RunRecord): [unknown, number][] => facts.filter(({ type }) => type === 'stored').map(({ data, atUs }) => [data['request'], atUs / 1_000]);
const workedMs = ({ facts }: RunRecord): unknown[] => facts.filter(({ type }) => type === 'worked').map(({ data, atUs }) => [data['request'], Number(data['fromUs']) / 1_000, atUs / 1_000, data['dropped']]);

describe('a server that honours abort', () => {
  it('does its work for those who wait', async () => {
    const record = await run(impatient(500), { atMs: [0, 10] });
    assert.deepEqual(storedMs(record), [[1, 101], [2, 201]]);
    assert.deepEqual(workedMs(record), [[1, 1, 101, false], [2, 101, 201, false]]);
  });

  it('has its worker free again when the caller has left', async () => {
    const record = await run(impatient(50), { atMs: [0, 10] });
    assert.deepEqual(workedMs(record), [[1, 1, 51, true], [2, 51, 61, true]]);
    assert.deepEqual(storedMs(record), []);
  });

  it('takes out of its queue what nobody waits for', async () => {
    const text = `export const middle = async () => {}; export const front = ({ id }, { store }) => store.call({}, { timeoutMs: id === 2 ? 50 : 500 });`;
    assert.deepEqual(storedMs(await run(text, { atMs: [0, 10, 20] })), [[1, 101], [3, 201]]);
  });

  it('is told by a signal as by a timeout', async () => {
    const text = `import { sleep } from 'faultlab'; export const middle = async () => {};
      export const front = async (_, { store }) => {
        const leaving = new AbortController();
        const answer = store.call({}, { signal: leaving.signal }).catch(reason => reason);
        await sleep(30);
        leaving.abort('enough');
        return answer;
      };`;
    const record = await run(text, { atMs: [0, 200] });
    assert.deepEqual(outputs(record), ['enough', 'enough']);
    assert.deepEqual(workedMs(record), [[1, 1, 31, true], [2, 201, 231, true]]);
  });

  it('is told nothing by who only stops listening', async () => {
    const text = `import { sleep } from 'faultlab'; export const middle = async () => {}; export const front = (_, { store }) => Promise.race([store.call({}), sleep(50)]);`;
    assert.deepEqual(storedMs(await run(text, { atMs: [0] })), [[1, 101]]);
  });

  it('keeps what was done when the abort comes too late', async () => {
    const record = await run(impatient(101), { atMs: [0] });
    assert.deepEqual(outputs(record), ['Unknown: no answer from store within 101 ms']);
    assert.deepEqual(storedMs(record), [[1, 101]]);
  });

  it('is one that says so: others work on', async () => {
    const record = await run(impatient(50), { honoursAbort: false, atMs: [0, 10] });
    assert.deepEqual(storedMs(record), [[1, 101], [2, 201]]);
    assert.deepEqual(workedMs(record), []);
  });
});

describe('a handler behind another', () => {
  it('gets the headers of the call as texts, and no others', async () => {
    const text = `export const front = ({ id }, { middle }) => middle.call('hello', id === 1 ? { headers: { 'Left-Ms': 70, to: 'you' } } : {}); export const middle = async request => request;`;
    assert.deepEqual(outputs(await run(text, { atMs: [0, 10] })), [{ request: 'hello', headers: { 'Left-Ms': '70', to: 'you' } }, { request: 'hello', headers: {} }]);
  });

  it('runs in a process of its own', async () => {
    const text = `let seen = 0; export const front = async (_, { middle }) => [++seen, await middle.call({})]; export const middle = async () => seen += 10;`;
    assert.deepEqual(outputs(await run(text, { atMs: [0, 10] })), [[1, 10], [2, 20]]);
  });

  it('works on when its caller has left, and its errors come through', async () => {
    const text = `import { Refused } from 'faultlab';
      export const front = (_, { middle }) => middle.call({}, { timeoutMs: 40 });
      export const middle = async (_, { store }) => { await store.call({}); throw new Refused('No', 'not today'); };`;
    const late = await run(text, { atMs: [0] });
    assert.deepEqual(storedMs(late), [[1, 102]]);
    assert.deepEqual(outputs(late), ['Unknown: no answer from middle within 40 ms']);
    assert.deepEqual(outputs(await run(text.replace('40', '400'), { atMs: [0] })), ['Refused: not today']);
  });

  it('is told from itself when it works on the same request a second time', async () => {
    const text = `export const front = async (_, { middle }) => { await middle.call({}); await middle.call({}); }; export const middle = (_, { store }) => store.call({});`;
    const record = await run(text, { atMs: [0] });
    assert.deepEqual(record.facts.filter(({ type, node }) => type === 'arrived' && node === 'store').map(({ data }) => data['attempt']), [0, 1_000]);
  });
});
