import assert from 'node:assert/strict';
import { scenario } from '../../../src/course/lesson.ts';
import { Services } from '../../../src/kits/service/world.ts';
import { constant } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';
import { outputs } from './shop.ts';

describe('dependencies that are alike', () => {
  it('are given as a list, in their order', async () => {
    const replicas = ['r-1', 'r-2', 'r-10'];
    const { record } = await runProgram(scenario('replicas', {
      symptom: '',
      world(stage) {
        const services = new Services(stage);
        for (const id of replicas) services.server(id, { workers: 1, queue: 1, method: 'read', serviceMs: constant(5), answer: () => id });
        services.processes(['p'], { handler: 'read', deps: replicas, listed: true });
        services.start();
        services.ask('p', { number: 1, f: 'read', request: {}, timeoutMs: 100 });
        return { endMs: 200 };
      },
    }), 'export const read = (_, replicas) => Promise.all(replicas.map(replica => replica.call({})));');
    assert.deepEqual(outputs(record), [replicas]);
  });
});
