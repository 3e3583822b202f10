import assert from 'node:assert/strict';
import { constant, scenario, Services, times } from '../../../src/course/author.ts';
import { runProgram } from '../run.ts';

describe('the workers of servers', () => {
  it('are charted while they are busy, against how many there are', async () => {
    const { record } = await runProgram(scenario('house', {
      symptom: '',
      world(stage) {
        const services = new Services(stage);
        for (const id of ['left', 'right']) services.server(id, { workers: 2, queue: 10, method: 'work', serviceMs: constant(300), answer: () => 'done' });
        times(stage, [0, 10, 20], index => services.ask('left', { number: index + 1, f: 'ask', request: {}, timeoutMs: 5_000 }));
        services.start();
        services.chartWorkers(['left', 'right'], 1_000);
        return { endMs: 1_000 };
      },
    }), 'export {};');
    const valuesOf = (name: string): readonly number[] | undefined => record.series.get(`Busy workers/${name}`)?.values;
    assert.deepEqual(valuesOf('left'), [2, 1, 0, 0]);
    assert.deepEqual(valuesOf('right'), [0, 0, 0, 0]);
    assert.deepEqual(valuesOf('limit'), [2, 2, 2, 2]);
  });
});
