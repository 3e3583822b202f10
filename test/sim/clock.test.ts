import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EPOCH_MS, World } from '../../src/sim/index.ts';
import { Clock } from '../../src/sim/clock.ts';
import { listeners, run, runUntil } from './support.ts';

describe('clocks', () => {
  it('agree with true time until something is done to them', () => {
    const { world, nodes: [n1] } = listeners(['n1']);
    runUntil(world, 1500);
    assert.equal(n1!.wallMs, EPOCH_MS + 1500);
    assert.equal(n1!.monotonicMs, 1500);
  });

  it('jump: the wall clock only', () => {
    const { world, nodes: [n1] } = listeners(['n1'], { faults: [{ id: 'j', kind: 'jump', start: { atMs: 100 }, node: 'n1', byMs: -40 }], off: [] });
    runUntil(world, 101);
    assert.equal(n1!.wallMs, EPOCH_MS + 61);
    assert.equal(n1!.monotonicMs, 101);
  });

  it('a machine that has run for long: the monotonic clock only, which goes on from there', () => {
    const { world, nodes: [n1] } = listeners(['n1']);
    const wallMs = n1!.wallMs;
    n1!.clock.startedAgo(5_000_000);
    assert.deepEqual([n1!.monotonicMs, n1!.wallMs], [5_000, wallMs]);
    runUntil(world, 100);
    assert.deepEqual([n1!.monotonicMs, n1!.wallMs], [5_100, wallMs + 100]);
  });

  it('drift: both, from the moment it begins to the moment it ends', () => {
    const plan = { faults: [{ id: 'd', kind: 'drift', start: { atMs: 1000 }, lastsMs: 1000, node: 'n1', ppm: 50_000 }], off: [] };
    const { world, nodes: [n1] } = listeners(['n1'], plan);
    runUntil(world, 1000);
    assert.equal(n1!.monotonicMs, 1000);
    runUntil(world, 2000);
    assert.equal(n1!.monotonicMs, 2050);
    runUntil(world, 3000);
    assert.equal(n1!.monotonicMs, 3050);
    assert.equal(n1!.wallMs, EPOCH_MS + 3050);
  });

  it('timers run on the monotonic clock: a fast clock fires early, a jump moves no timer', () => {
    const world = new World({ seed: 1, mode: 'explore' });
    const fired: Record<string, number> = {};
    for (const id of ['fast', 'jumped']) {
      world.addNode(id, 'given').boot = node => {
        node.after(1_000_000, () => { fired[id] = world.nowUs; });
        return { receive: () => {} };
      };
    }
    world.node('fast').clock.setDrift(0, 250_000);
    world.node('jumped').clock.jump(3_600_000_000);
    world.begin();
    for (const node of world.nodes) node.start();
    run(world);
    assert.deepEqual(fired, { fast: 800_000, jumped: 1_000_000 });
  });

  it('the monotonic clock never goes back, whatever drifts and jumps come', () => {
    const step = fc.record({ afterUs: fc.nat(1_000_000), driftPpm: fc.integer({ min: -100_000, max: 100_000 }), jumpUs: fc.integer({ min: -1e9, max: 1e9 }) });
    fc.assert(fc.property(fc.array(step), steps => {
      const clock = new Clock();
      let nowUs = 0;
      let last = 0;
      for (const { afterUs, driftPpm, jumpUs } of steps) {
        nowUs += afterUs;
        assert.ok(clock.monotonicUs(nowUs) >= last);
        last = clock.monotonicUs(nowUs);
        clock.setDrift(nowUs, driftPpm);
        clock.jump(jumpUs);
        assert.ok(clock.monotonicUs(nowUs) >= last);
      }
    }));
  });
});
