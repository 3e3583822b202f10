import assert from 'node:assert/strict';
import type { FaultAuthor } from '../../../src/course/faultauthor.ts';
import { scenario } from '../../../src/course/lesson.ts';
import { caps, tampers } from '../../../src/course/serverfaults.ts';
import { times } from '../../../src/course/workload.ts';
import type { ServerSpec } from '../../../src/kits/service/server.ts';
import { Services } from '../../../src/kits/service/world.ts';
import { constant, type Fault, type RunRecord } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';
import { twin } from '../twin.ts';
import { outputs } from './shop.ts';

interface House {
  readonly atMs: readonly number[];
  /** Of the line into the process. */
  readonly bytesPerSecond?: number;
  readonly callMs?: number;
  readonly faults?: (f: FaultAuthor) => readonly Fault[];
}

/** One process that asks servers `a` and `b` for numbers: 10 ms links, 1 ms of work, 1,000 bytes for each number. */
async function run(text: string, { atMs, bytesPerSecond, callMs, faults = () => [] }: House): Promise<RunRecord> {
  const numbers: ServerSpec = {
    workers: 100, queue: 0, method: 'get', serviceMs: constant(1), answer: request => request,
    payload: { bytesOf: answer => 1_000 * (answer as unknown[]).length, amountOf: request => (request as unknown[]).length, tampered: answer => (answer as number[]).map(number => -number) },
  };
  const { record } = await runProgram(scenario('house', {
    symptom: '',
    world(stage) {
      const services = new Services(stage, { linkMs: 10 });
      for (const id of ['a', 'b']) services.server(id, numbers);
      services.processes(['p1'], { handler: 'get', deps: ['a', 'b'], ...(callMs === undefined ? {} : { callMs }) });
      if (bytesPerSecond !== undefined) services.narrow('p1', bytesPerSecond);
      times(stage, atMs, index => services.ask('p1', { number: index + 1, f: 'get', request: {}, timeoutMs: 5_000 }));
      services.start();
      return { endMs: 30_000 };
    },
    faults,
  }), text);
  return record;
}

const took = ({ operations }: RunRecord): number[] => operations.map(({ invokedUs, completedUs }) => Math.round((completedUs - invokedUs) / 1_000));
const changed = (record: RunRecord): number => outputs(record).filter(answer => (answer as number[])[0] === -1).length;
const TWO_HUNDRED = Array.from({ length: 200 }, (_, index) => 100 * index);
const BOTH = `export const get = (_, { a, b }) => Promise.all([a.call([1, 2]), b.call([3])]);`;
const THREE = `export const get = async (_, { a }) => { try { return await a.call([1, 2, 3]); } catch (error) { return { status: error.status, limit: error.limit }; } };`;

describe('the payload of servers', () => {
  it('passes a narrow line into a process one after the other, from whichever server', async () => {
    assert.deepEqual(took(await run(BOTH, { atMs: [0] })), [21]);
    const record = await run(BOTH, { atMs: [0], bytesPerSecond: 100_000 });
    assert.deepEqual(took(record), [51]);
    assert.deepEqual(record.facts.filter(({ type }) => type === 'sent').map(({ data }) => data['bytes']), [2_000, 1_000]);
  });

  it('may be lost on the way to a process if it is large, and only then', async () => {
    const record = await run(`export const get = async (_, { a }) => (await a.call([1])).concat(await a.call([1, 2, 3], { timeoutMs: 100 }));`, { atMs: [0], faults: f => [f.lose({ kind: 'reply', from: 'a', aboveBytes: 2_000 }, 1)] });
    assert.match(String(outputs(record)[0]), /no answer from a within 100 ms/);
    assert.deepEqual(outputs(await run(`export const get = (_, { a }) => a.call([1, 2]);`, { atMs: [0], faults: f => [f.lose({ kind: 'reply', from: 'a', aboveBytes: 2_000 }, 1)] })), [[1, 2]]);
  });

  twin(caps, 'who asks for three at once gets none', f => [caps(f, 'a', 2, 0)], async faults => !Array.isArray(outputs(await run(THREE, { atMs: [0], faults }))[0]));

  twin(tampers, 'who believes every answer is told wrong numbers', f => [tampers(f, 'a', 0.25)], async faults => changed(await run(THREE, { atMs: TWO_HUNDRED, faults })) > 0);

  it('may be capped for a while: more at once is refused, and told how many', async () => {
    const faults = (f: FaultAuthor): Fault[] => [caps(f, 'a', 2, 500, { lastsMs: 1_000 })];
    assert.deepEqual(outputs(await run(THREE, { atMs: [0, 1_000, 2_000], faults })), [[1, 2, 3], { status: 413, limit: 2 }, [1, 2, 3]]);
    assert.deepEqual(outputs(await run(`export const get = (_, { a }) => a.call([1, 2]);`, { atMs: [1_000], faults })), [[1, 2]]);
  });

  it('may be changed on the way, at the rate that is said', async () => {
    const count = changed(await run(THREE, { atMs: TWO_HUNDRED, faults: f => [tampers(f, 'a', 0.25)] }));
    assert.ok(count > 30 && count < 75, `${count} of 200`);
  });
});

describe('the core of a process', () => {
  it('is taken by each call for some time, one after the other', async () => {
    assert.deepEqual(took(await run(BOTH, { atMs: [0], callMs: 5 })), [31]);
    const many = `export const get = (_, { a }) => Promise.all(Array.from({ length: 50 }, (_, index) => a.call([index])));`;
    assert.deepEqual(took(await run(many, { atMs: [0, 100], callMs: 5 })), [271, 421]);
  });
});
