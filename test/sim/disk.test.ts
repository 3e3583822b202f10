import assert from 'node:assert/strict';
import fc from 'fast-check';
import { constant, World, type SimNode } from '../../src/sim/index.ts';
import { run } from './support.ts';

const ignore = (): void => {};

function machine(seed = 1, mode: 'explore' | 'record' = 'explore'): SimNode {
  const world = new World({ seed, mode });
  const node = world.addNode('n1', 'learner');
  node.disk.writeLatencyMs = constant(1);
  node.disk.syncLatencyMs = constant(5);
  world.begin();
  node.start();
  return node;
}

const logOf = (node: SimNode): readonly unknown[] => node.disk.peek('log').records;

describe('a disk', () => {
  it('shows a write at once, keeps it over a crash once a sync has come back', () => {
    const node = machine();
    node.disk.append('log', 'a', () => node.disk.sync(() => node.crash()));
    assert.deepEqual(logOf(node), ['a']);
    run(node.world);
    node.start();
    assert.deepEqual(logOf(node), ['a']);
  });

  it('takes time, and calls nobody back whose process is dead', () => {
    const node = machine();
    const times: number[] = [];
    node.disk.append('log', 'a', () => {
      times.push(node.world.nowUs);
      node.disk.sync(() => {
        times.push(node.world.nowUs);
        node.disk.read('log', ({ records }) => {
          assert.deepEqual(records, ['a']);
          times.push(node.world.nowUs);
          node.disk.append('log', 'b', () => times.push(-1));
          node.crash();
        });
      });
    });
    run(node.world);
    assert.deepEqual(times, [1000, 6000, 7000]);
  });

  it('keeps an arbitrary prefix of the writes that no finished sync covers', () => {
    const kept = new Set<number>();
    for (let seed = 1; seed <= 200; seed++) {
      const node = machine(seed);
      node.disk.append('log', 0, () => node.disk.sync(() => {
        for (let i = 1; i <= 3; i++) node.disk.append('log', i, ignore);
        node.disk.sync(() => assert.fail('the crash comes before'));
        node.crash();
      }));
      run(node.world);
      const survivors = logOf(node);
      assert.deepEqual(survivors, [0, 1, 2, 3].slice(0, survivors.length));
      kept.add(survivors.length);
    }
    assert.deepEqual([...kept].sort(), [1, 2, 3, 4]);
  });

  it('makes each write durable once, however syncs overlap', () => {
    const action = fc.oneof(fc.constant('sync' as const), fc.nat(30));
    fc.assert(fc.property(fc.array(action, { maxLength: 40 }), fc.integer({ min: 1, max: 1000 }), (actions, seed) => {
      const node = machine(seed);
      node.disk.syncLatencyMs = { kind: 'uniform', low: 1, high: 40 };
      let written = 0;
      let promised = 0;
      let atUs = 0;
      for (const each of actions) {
        if (each !== 'sync') atUs += each * 1000;
        node.after(atUs, each === 'sync'
          ? () => {
            const before = written;
            node.disk.sync(() => { promised = Math.max(promised, before); });
          }
          : () => node.disk.append('log', written++, ignore));
      }
      node.after(atUs + 5000, () => {
        node.crash();
        const survivors = logOf(node);
        assert.deepEqual(survivors, Array.from({ length: survivors.length }, (_, i) => i));
        assert.ok(survivors.length >= promised);
      });
      run(node.world);
    }));
  });

  it('replaces a file in one step: the old content or the new, never a mixture', () => {
    const contents = new Set<string>();
    for (let seed = 1; seed <= 60; seed++) {
      const node = machine(seed);
      node.disk.replace('snapshot', ['old', 1], () => node.disk.sync(() => {
        node.disk.replace('snapshot', ['new', 2], ignore);
        assert.deepEqual(node.disk.peek('snapshot').records, ['new', 2]);
        node.crash();
      }));
      run(node.world);
      contents.add(node.disk.peek('snapshot').records.join());
    }
    assert.deepEqual([...contents].sort(), ['new,2', 'old,1']);
  });

  it('stores copies and gives copies', () => {
    const node = machine();
    const record = { votes: ['a'] };
    node.disk.append('log', record, ignore);
    record.votes.push('b');
    (logOf(node)[0] as typeof record).votes.push('c');
    assert.deepEqual(logOf(node), [{ votes: ['a'] }]);
  });

  it('rots: the checksum shows which record, until the file is written anew', () => {
    const node = machine();
    for (const record of ['a', 'b', 'c', 'd']) node.disk.append('log', record, ignore);
    node.disk.sync(() => node.disk.rot(0.6));
    run(node.world);
    assert.deepEqual(node.disk.peek('log').damaged, [2]);
    node.disk.replace('log', ['fresh'], ignore);
    assert.deepEqual(node.disk.peek('log'), { records: ['fresh'], damaged: [] });
    node.disk.sync(ignore);
    run(node.world);
    assert.deepEqual(node.disk.peek('log'), { records: ['fresh'], damaged: [] });
  });

  it('shows lost and rotten records in the trace', () => {
    const node = machine(1, 'record');
    node.disk.append('log', 'a', ignore);
    node.disk.sync(() => node.disk.rot(0));
    run(node.world);
    const trace = node.world.trace!.finish([]);
    assert.ok([...trace.label].some((label, row) => trace.kind[row] === 15 && trace.strings[label] === 'log'));
  });

  it('that is destroyed holds nothing', () => {
    const world = new World({ seed: 1, mode: 'explore' });
    const node = world.addNode('n1', 'learner');
    node.boot = self => {
      if (self.incarnation === 1) self.disk.append('log', 'a', () => self.disk.sync(ignore));
      return { receive: ignore };
    };
    world.begin({ faults: [{ id: 'fire', kind: 'crash', start: { atMs: 500 }, lastsMs: 10, node: 'n1', disk: 'destroyed' }], off: [] });
    node.start();
    run(world);
    assert.equal(node.incarnation, 2);
    assert.deepEqual(logOf(node), []);
  });
});
