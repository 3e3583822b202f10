import assert from 'node:assert/strict';
import { World } from '../../src/sim/index.ts';
import { run } from './support.ts';

describe('a world', () => {
  it('runs what is asked for one instant in the order of asking', () => {
    const world = new World({ seed: 1, mode: 'explore' });
    const seen: string[] = [];
    world.at(2000, () => seen.push('third'));
    world.at(1000, () => {
      seen.push('first');
      world.after(0, () => seen.push('second'));
    });
    world.at(2000, () => seen.push('fourth'));
    run(world);
    assert.deepEqual(seen, ['first', 'second', 'third', 'fourth']);
    assert.equal(world.nowUs, 2000);
  });

  it('never goes back: what is asked for the past happens now', () => {
    const world = new World({ seed: 1, mode: 'explore' });
    const times: number[] = [];
    world.at(5000, () => {
      world.at(1000, () => times.push(world.nowUs));
      world.after(-3, () => times.push(world.nowUs));
    });
    run(world);
    assert.deepEqual(times, [5000, 5000]);
  });

  it('counts the events of one instant, so that a host can see time standing still', () => {
    const world = new World({ seed: 1, mode: 'explore' });
    const counts: number[] = [];
    const again = (): void => {
      counts.push(world.eventsAtInstant);
      if (counts.length < 4) world.after(counts.length === 2 ? 1 : 0, again);
    };
    world.after(10, again);
    run(world);
    assert.deepEqual(counts, [0, 1, 0, 1]);
  });

  it('knows its nodes by name and says which there are', () => {
    const world = new World({ seed: 1, mode: 'explore' });
    world.addNode('bank', 'given');
    assert.equal(world.node('bank').index, 0);
    assert.throws(() => world.addNode('bank', 'given'), /two nodes are called bank/);
    assert.throws(() => world.node('bnak'), /no node called bnak; there are bank/);
  });
});
