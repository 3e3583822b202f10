import assert from 'node:assert/strict';
import { World, type Fault, type SimNode } from '../../src/sim/index.ts';
import { listeners, run, runUntil, sendEveryMs } from './support.ts';

const plan = (...faults: Fault[]) => ({ faults, off: [] });
const crash = (atMs: number, lastsMs?: number): Fault => ({ id: 'crash', kind: 'crash', start: { atMs }, ...(lastsMs === undefined ? {} : { lastsMs }), node: 'b' });
const pause = (inbox: 'queue' | 'drop', atMs: number, lastsMs: number): Fault => ({ id: 'pause', kind: 'pause', start: { atMs }, lastsMs, node: 'b', inbox });

/** A node that counts its ticks, one every 10 ms, in memory. */
function ticker(node: SimNode, log: (text: string) => void) {
  let ticks = 0;
  const tick = (): void => {
    log(`${node.incarnation}:${++ticks}`);
    if (ticks < 6) node.after(10_000, tick);
  };
  node.after(10_000, tick);
  return { receive: () => {} };
}

function tickingWorld(...faults: Fault[]) {
  const world = new World({ seed: 1, mode: 'explore' });
  const seen: [number, string][] = [];
  world.addNode('b', 'learner').boot = node => ticker(node, text => seen.push([world.nowUs / 1000, text]));
  world.begin(plan(...faults));
  world.node('b').start();
  run(world);
  return seen;
}

describe('a node', () => {
  it('that crashes ends: none of its timers fires, and what arrives is lost', () => {
    assert.deepEqual(tickingWorld(crash(25)), [[10, '1:1'], [20, '1:2']]);
    const { world, arrivals, nodes: [a, b] } = listeners(['a', 'b'], plan(crash(100, 50)));
    sendEveryMs(world, a!, b!, 85, 145);
    run(world);
    assert.deepEqual(arrivals.map(({ body }) => body), [85, 86, 87, 88, 89, 140, 141, 142, 143, 144]);
  });

  it('restarts with a fresh memory, and the dead process’s timers stay dead', () => {
    assert.deepEqual(tickingWorld(crash(25, 3)), [[10, '1:1'], [20, '1:2'], [38, '2:1'], [48, '2:2'], [58, '2:3'], [68, '2:4'], [78, '2:5'], [88, '2:6']]);
  });

  it('that is paused does nothing, and catches up: overdue timers first, then what has arrived', () => {
    const world = new World({ seed: 1, mode: 'explore' });
    const seen: [number, string][] = [];
    const a = world.addNode('a', 'given');
    world.addNode('b', 'learner').boot = node => {
      node.after(60_000, () => seen.push([world.nowUs / 1000, 'timer']));
      return { receive: ({ body }) => seen.push([world.nowUs / 1000, String(body)]) };
    };
    world.network.link(a, world.node('b')).latencyMs = { kind: 'constant', value: 1 };
    world.begin(plan(pause('queue', 50, 50)));
    for (const node of world.nodes) node.start();
    for (const ms of [40, 55, 70, 110]) world.at(ms * 1000, () => { world.network.send(a, world.node('b'), `sent at ${ms}`, { kind: 'send' }); });
    run(world);
    assert.deepEqual(seen, [[41, 'sent at 40'], [100, 'timer'], [100, 'sent at 55'], [100, 'sent at 70'], [111, 'sent at 110']]);
  });

  it('that is paused and drops loses what arrives meanwhile', () => {
    const { world, arrivals, nodes: [a, b] } = listeners(['a', 'b'], plan(pause('drop', 50, 50)));
    sendEveryMs(world, a!, b!, 38, 92);
    run(world);
    assert.deepEqual(arrivals.map(({ body }) => body), [38, 39, 90, 91]);
  });

  it('is down, or stands still, until the last fault that keeps it so is over', () => {
    const within = (first: Fault, second: Fault) => {
      const { world, arrivals, nodes: [a, b] } = listeners(['a', 'b'], plan(first, { ...second, id: 'within' }));
      sendEveryMs(world, a!, b!, 88, 142);
      run(world);
      return arrivals.map(({ body }) => body);
    };
    assert.deepEqual(within(crash(100, 50), crash(120, 10)), [88, 89, 140, 141]);
    assert.deepEqual(within(pause('drop', 100, 50), pause('drop', 120, 10)), [88, 89, 140, 141]);
  });

  it('that crashes in a pause loses what waited', () => {
    const { world, arrivals, nodes: [a, b] } = listeners(['a', 'b'], plan(pause('queue', 50, 50), crash(70, 10)));
    sendEveryMs(world, a!, b!, 45, 47);
    run(world);
    assert.deepEqual(arrivals, []);
    assert.deepEqual([b!.state, b!.incarnation], ['up', 2]);
  });

  it('that is paused again before it has caught up keeps the rest for the next time', () => {
    const { world, arrivals, nodes: [a, b] } = listeners(['a', 'b'], plan(pause('queue', 50, 50)));
    sendEveryMs(world, a!, b!, 60, 62);
    runUntil(world, 99);
    world.at(100_000, () => b!.pause('queue'));
    runUntil(world, 200);
    assert.deepEqual(arrivals, []);
    b!.resume();
    run(world);
    assert.deepEqual(arrivals.map(({ body, atMs }) => [body, atMs]), [[60, 200], [61, 200]]);
  });

  it('hands what its program throws to the host, and lives on', () => {
    const world = new World({ seed: 1, mode: 'explore' });
    const thrown: unknown[] = [];
    world.onProgramError = (node, error) => thrown.push([node.id, error]);
    world.addNode('b', 'learner').boot = node => {
      node.after(1000, () => { throw 'first'; });
      node.after(2000, () => { throw 'second'; });
      return { receive: () => {} };
    };
    world.begin();
    world.node('b').start();
    run(world);
    assert.deepEqual(thrown, [['b', 'first'], ['b', 'second']]);
    assert.equal(world.node('b').state, 'up');
  });

  it('tells the host before each time its program gets control', () => {
    const { world, nodes: [a, b] } = listeners(['a', 'b']);
    const entered: string[] = [];
    world.beforeEnter = node => entered.push(node.id);
    world.network.send(a!, b!, 1, { kind: 'send' });
    const timer = a!.after(1000, () => {});
    a!.after(2000, () => {});
    timer.cancel();
    run(world);
    assert.deepEqual(entered, ['a', 'b']);
  });
});
