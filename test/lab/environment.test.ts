import assert from 'node:assert/strict';
import { environmentOf, forsake } from '../../src/lab/environment.ts';
import { World } from '../../src/sim/index.ts';

function machine() {
  const world = new World({ seed: 1, mode: 'explore' });
  const node = world.addNode('a', 'learner');
  world.begin();
  node.start();
  return { world, environment: environmentOf(node) };
}

describe('the platform of a process', () => {
  it('is that of its machine', () => {
    const { world, environment } = machine();
    const fired: number[] = [];
    environment.startTimer(5, false, () => fired.push(environment.monotonicMs()));
    while (world.step());
    assert.deepEqual(fired, [5]);
    assert.ok(environment.wallMs() > 0);
  });

  it('does nothing and reaches nothing once the run is over, for what still looks at it', () => {
    const { world, environment } = machine();
    const before = world.hash.toString();
    forsake(environment);
    const timer = environment.startTimer(5, false, () => assert.fail('the run is over'));
    environment.log('info', 'late');
    environment.stopTimer(timer);
    assert.equal(world.step(), false);
    assert.equal(world.hash.toString(), before);
    assert.deepEqual([environment.wallMs(), environment.monotonicMs(), environment.random()], [0, 0, 0]);
  });
});
