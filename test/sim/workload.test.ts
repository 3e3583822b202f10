import assert from 'node:assert/strict';
import { Workload } from '../../src/sim/workload.ts';
import { listeners, run, sendEveryMs } from './support.ts';

const ASKED = [['write', 'n1'], ['read', 'n1'], ['write', 'n1'], ['write', 'n2']] as const;
const admits = (workload: Workload, [f, node]: (typeof ASKED)[number]): boolean => workload.admits(f, 'k1', node, 5);

describe('a workload', () => {
  it('asks everything if nothing else was said, and names it where that is wanted', () => {
    const workload = new Workload(undefined);
    assert.deepEqual(ASKED.map(each => admits(workload, each)), [true, true, true, true]);
    workload.noted = [];
    for (const each of ASKED) admits(workload, each);
    assert.deepEqual(workload.noted.map(({ name }) => name), ['write k1@n1', 'read k1@n1', 'write k1@n1#2', 'write k1@n2']);
    assert.equal(workload.total, 4);
  });

  it('asks only what was named, and counts what was left out', () => {
    const workload = new Workload(['write k1@n1#2']);
    assert.deepEqual(ASKED.map(each => admits(workload, each)), [false, false, true, false]);
    assert.equal(workload.total, 4);
  });
});

describe('a node that is left out', () => {
  it('never starts, whoever starts it, and hears nothing', () => {
    const { world, arrivals, nodes: [a, b, c] } = listeners(['a', 'b', 'c'], { faults: [{ id: 'crash', kind: 'crash', start: { atMs: 1 }, lastsMs: 1, node: 'b' }], off: [], only: { nodes: ['a', 'c'] } });
    sendEveryMs(world, a!, b!, 1, 5);
    sendEveryMs(world, a!, c!, 1, 5);
    run(world);
    assert.deepEqual([b!.state, b!.incarnation, b!.leftOut, a!.leftOut], ['down', 0, true, false]);
    assert.deepEqual(arrivals.map(({ node }) => node), ['c', 'c', 'c', 'c']);
  });
});
