import assert from 'node:assert/strict';
import { World, type Fault } from '../../src/sim/index.ts';
import { listeners, run } from './support.ts';

const crashOn = (signal: string, nth: number, afterMs = 0): Fault => ({ id: 'crash', kind: 'crash', start: { signal, nth, afterMs }, lastsMs: 5, node: 'b' });

/** Instants at which node b began. */
function startsOf(fault: Fault, act: (world: World) => void): number[] {
  const world = new World({ seed: 1, mode: 'explore' });
  world.network.defaultLatencyMs = { kind: 'constant', value: 10 };
  const starts: number[] = [];
  world.addNode('a', 'given').boot = () => ({ receive: () => {} });
  world.addNode('b', 'learner').boot = node => {
    starts.push(world.nowUs / 1000);
    node.disk.writeLatencyMs = { kind: 'constant', value: 1 };
    node.disk.syncLatencyMs = { kind: 'constant', value: 2 };
    return { receive: () => {} };
  };
  world.begin({ faults: [fault], off: [] });
  for (const node of world.nodes) node.start();
  act(world);
  run(world);
  return starts;
}

describe('triggered faults', () => {
  it('strike at the nth delivery of an operation', () => {
    const starts = startsOf(crashOn('delivered:debit@b', 2), world => {
      for (const [ms, method] of [[0, 'debit'], [10, 'credit'], [20, 'debit'], [50, 'debit']] as const) {
        world.at(ms * 1000, () => { world.network.send(world.node('a'), world.node('b'), 1, { kind: 'call', method }); });
      }
    });
    assert.deepEqual(starts, [0, 35]);
  });

  it('strike some time after a write or a sync came back', () => {
    const write = (world: World): void => world.node('b').disk.append('log', 1, () => world.node('b').disk.sync(() => {}));
    assert.deepEqual(startsOf(crashOn('disk.write@b', 1), write), [0, 6]);
    assert.deepEqual(startsOf(crashOn('disk.sync@b', 1, 4), write), [0, 12]);
  });

  it('strike at the nth fact, and never if it does not come', () => {
    const sell = (world: World): void => {
      for (const ms of [10, 20, 30]) world.at(ms * 1000, () => world.history.fact('sold', { seat: ms }));
    };
    assert.deepEqual(startsOf(crashOn('fact:sold', 3), sell), [0, 35]);
    assert.deepEqual(startsOf(crashOn('fact:sold', 4), sell), [0]);
  });

  it('count from an instant where that is asked', () => {
    const sell = (world: World): void => {
      for (const ms of [10, 20, 30]) world.at(ms * 1000, () => world.history.fact('sold', { seat: ms }));
    };
    const fault = crashOn('fact:sold', 1);
    assert.deepEqual(startsOf({ ...fault, start: { signal: 'fact:sold', nth: 1, afterMs: 0, fromMs: 11 } }, sell), [0, 25]);
    assert.deepEqual(startsOf({ ...fault, start: { signal: 'fact:sold', nth: 2, afterMs: 0, fromMs: 11 } }, sell), [0, 35]);
  });
});

describe('a fault that lasts until something happens', () => {
  const facts = (world: World): void => {
    for (const [ms, node] of [[10, 'a'], [20, 'b'], [30, 'a'], [40, 'b']] as const) world.at(ms * 1000, () => world.history.fact('sold', {}, node));
  };
  const crash = (rest: Partial<Fault>): Fault => ({ id: 'crash', kind: 'crash', node: 'b', start: { signal: 'fact:sold@b', nth: 1, afterMs: 0 }, ...rest });

  it('counts from its start, by node where that is asked', () => {
    assert.deepEqual(startsOf(crash({ until: { signal: 'fact:sold', nth: 1, afterMs: 2 } }), facts), [0, 32]);
    assert.deepEqual(startsOf(crash({ until: { signal: 'fact:sold@b', nth: 1, afterMs: 0 } }), facts), [0, 40]);
    assert.deepEqual(startsOf(crash({ until: { signal: 'fact:sold@c', nth: 1, afterMs: 0 } }), facts), [0]);
  });

  it('ends once, by whichever comes first', () => {
    assert.deepEqual(startsOf(crash({ lastsMs: 5, until: { signal: 'fact:sold', nth: 1, afterMs: 0 } }), facts), [0, 25]);
    assert.deepEqual(startsOf(crash({ lastsMs: 50, until: { signal: 'fact:sold', nth: 2, afterMs: 0 } }), facts), [0, 40]);
  });
});

describe('a fault plan', () => {
  it('is JSON, and means the same after a journey as text', () => {
    const plan = { faults: [crashOn('fact:sold', 1), { id: 'cut', kind: 'cut', start: { atMs: 3 }, lastsMs: 9, from: ['a'], to: ['b'], oneWay: false }], off: ['lost:a>b:3'] };
    const hashes = [plan, JSON.parse(JSON.stringify(plan)) as typeof plan].map(each => {
      const { world } = listeners(['a', 'b'], each);
      world.at(20_000, () => world.history.fact('sold', {}));
      run(world);
      return world.hash.toString();
    });
    assert.equal(hashes[0], hashes[1]);
  });

  it('is told in the order in which it struck, with what never did at the end', () => {
    const struck = (id: string, rest: Partial<Fault>): Fault => ({ id, kind: 'crash', node: id, start: { atMs: 20 }, lastsMs: 5, ...rest });
    const { world } = listeners(['a', 'b', 'c', 'd'], { faults: [struck('d', { start: { signal: 'fact:never', nth: 1, afterMs: 0 } }), struck('a', { start: { atMs: 40 } }), struck('b', { start: { signal: 'fact:sold', nth: 1, afterMs: 10 } }), struck('c', {})], off: [] });
    world.at(20_000, () => { world.history.fact('sold', {}); });
    run(world);
    assert.deepEqual([...world.faults.sentences().keys()].map(({ id }) => id), ['c', 'b', 'a', 'd']);
  });

  it('reads as sentences', () => {
    const faults: Fault[] = [
      { id: '1', kind: 'cut', start: { atMs: 4100 }, lastsMs: 1900, from: ['n2'], to: ['n1', 'n3'], oneWay: false },
      { id: '2', kind: 'crash', start: { signal: 'disk.sync@n2', nth: 3, afterMs: 200 }, node: 'n2', disk: 'destroyed' },
      { id: '7', kind: 'pause', start: { signal: 'fact:sold', nth: 12, afterMs: 0 }, node: 'n3', inbox: 'queue' },
      { id: '3', kind: 'lose', start: { atMs: 0 }, filter: { kind: 'reply', from: 'bank' }, rate: 0.125 },
      { id: '4', kind: 'jump', start: { atMs: 1000 }, node: 'n1', byMs: -40 },
      { id: '5', kind: 'jump', start: { atMs: 1000 }, node: 'n1', byMs: 2_584_241_824 },
      { id: '6', kind: 'lose', start: { atMs: 0 }, filter: { method: 'put', from: ['n1', 'n2'], to: 'bank' }, rate: 1 },
      { id: '8', kind: 'pause', start: { signal: 'fact:granted@n1', nth: 2, afterMs: 50 }, lastsMs: 3000, until: { signal: 'fact:granted', nth: 1, afterMs: 20 }, node: 'n1', inbox: 'queue' },
      { id: '9', kind: 'hold', start: { atMs: 1000 }, until: { signal: 'fact:granted@n3', nth: 2, afterMs: 0 }, filter: { method: 'write', from: 'n1' }, rate: 1 },
      { id: '10', kind: 'lose', start: { atMs: 0 }, filter: { method: 'append', to: 'n1', entry: { kind: 'no-op', term: 3 } }, rate: 1 },
      { id: '11', kind: 'lose', start: { signal: 'entry:configuration@n2', nth: 1, afterMs: 0 }, lastsMs: 1000, filter: { entry: { index: 2, term: 4 } }, rate: 0.5 },
    ];
    const { world } = listeners(['n1', 'n2', 'n3', 'bank'], { faults, off: [] });
    assert.deepEqual([...world.faults.sentences().values()], [
      'n2 is cut off from n1 and n3 from 4.1 s to 6 s.',
      'n2 crashes and its disk is destroyed for good, 0.2 s after the 3rd sync of n2\'s disk.',
      'n3 stands still, at the 12th “sold”.',
      '12.5 % of the replies from bank are lost.',
      'The wall clock of n1 jumps 40 ms back at 1 s.',
      'The wall clock of n1 jumps 29.9 days ahead at 1 s.',
      'All put messages from n1 and n2 to bank are lost.',
      'n1 stands still, 50 ms after the 2nd “granted” of n1, for 3 s at most, until 20 ms after the next “granted”.',
      'All write messages from n1 are held back from 1 s on, until the 2nd “granted” of n3.',
      'All append messages with a no-op entry of term 3 to n1 are lost.',
      '50 % of the messages with an entry of index 2 and term 4 are lost, at the arrival of the 1st message with a configuration entry at n2, for 1 s.',
    ]);
  });

  it('says which kinds of fault there are when it names another', () => {
    const { world } = listeners(['a'], { faults: [{ id: 'x', kind: 'flood', start: { atMs: 1 } }], off: [] });
    assert.throws(() => run(world), /nobody carries out faults of kind "flood"; known are cut, slow, crash/);
  });

  it('takes kinds of fault from outside', () => {
    const world = new World({ seed: 1, mode: 'explore' });
    const seen: string[] = [];
    world.faults.define('flood', { start: (_, fault) => seen.push(`start ${fault.id}`), end: (_, fault) => seen.push(`end ${fault.id}`), sentence: () => 'A flood' });
    world.begin({ faults: [{ id: 'f1', kind: 'flood', start: { atMs: 1 }, lastsMs: 1 }], off: [] });
    run(world);
    assert.deepEqual(seen, ['start f1', 'end f1']);
  });
});
