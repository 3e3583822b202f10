import assert from 'node:assert/strict';
import { TraceKind, World } from '../../src/sim/index.ts';

describe('pictures', () => {
  const run = (mode: 'explore' | 'record', ...steps: ((world: World) => void)[]) => {
    const world = new World({ seed: 1, mode });
    steps.forEach((step, index) => world.at(10 * index, () => step(world)));
    while (world.step());
    return world;
  };
  const drawn = (mode: 'explore' | 'record') => run(mode, world => world.pictures?.grid('Logs').cell('n1', 0, 'x', 'term 1'), world => world.pictures?.grid('Logs').reached('n1', 'commit', 0));

  it('are drawn at the instant, one track of each kind and name, while a run is recorded', () => {
    const [grid, other] = run('record',
      world => world.pictures!.grid('Logs', { column: 'index' }).cell('n1', 0, 'x', 'term 1'),
      world => world.pictures!.grid('Logs', { column: 'not asked any more' }).label('n1', 'leader', 'term 1'),
      world => world.pictures!.matrix('Logs').believes('a', 'b', 'up')).pictures!.tracks();
    assert.deepEqual(grid, {
      type: 'grid', name: 'Logs', words: { column: 'index' }, cursors: [],
      cells: [{ timeUs: 0, row: 'n1', event: -1, column: 0, text: 'x', group: 'term 1' }],
      labels: [{ timeUs: 10, row: 'n1', event: -1, text: 'leader', note: 'term 1' }],
    });
    assert.equal(other?.type, 'matrix');
  });

  it('name the row of the trace that shows why', () => {
    const [track] = run('record', world => {
      world.causeRow = world.emit(TraceKind.note, -1, -1, 0);
      world.pictures!.matrix('Health').believes('lb', 's1', 'up');
      world.pictures!.matrix('Health').isTrue('s1', 'down', 'lb');
    }).pictures!.tracks();
    assert.deepEqual(track, {
      type: 'matrix', name: 'Health',
      beliefs: [{ observer: 'lb', timeUs: 0, subject: 's1', text: 'up', event: 0 }],
      truths: [{ observer: 'lb', timeUs: 0, subject: 's1', text: 'down', event: 0 }],
    });
  });

  it('say of a cursor both the column that it stands before and the number it is called by', () => {
    const [track] = run('record', world => {
      const logs = world.pictures!.grid('Logs');
      logs.reached('n1', 'commit', 4);
      logs.stands('n1', 'next', 4);
      logs.lifted('n1', 'next');
    }).pictures!.tracks();
    assert.deepEqual(track?.type === 'grid' && track.cursors.map(({ cursor, before, says }) => [cursor, before, says]), [['commit', 5, 4], ['next', 4, 4], ['next', -1, -1]]);
  });

  it('have bars that end, turn into others, or are taken back when they have not lasted', () => {
    const world = new World({ seed: 1, mode: 'record' });
    const leases = world.pictures!.timeline('Leases');
    leases.lanes('A', ['w2']);
    world.at(1, () => {
      const held = leases.begin('A', 'w1', 'held', 'good', 7);
      leases.begin('A', 'w2', 'waits', 'waiting').end();
      world.at(5, () => held.turn('held in vain', 'bad'));
    });
    world.at(9, () => {
      for (const bar of leases.openIn('A', 'w1')) bar.end({ text: 'over' });
      leases.point('A', 'w1', 'write refused', 'bad');
      leases.link('A', { lane: 'w2', timeUs: 5 }, leases.place('w1'), 'bad');
      leases.begin('A', 'w1', 'held again');
    });
    while (world.step());
    assert.deepEqual(leases.track, {
      type: 'timeline', name: 'Leases', order: [{ group: 'A', lane: 'w2' }],
      links: [{ group: 'A', from: { lane: 'w2', timeUs: 5 }, to: { lane: 'w1', timeUs: 9 }, tone: 'bad' }],
      bars: [
        { group: 'A', lane: 'w1', text: 'held', tone: 'good', row: 7, fromUs: 1, toUs: 5 }, { group: 'A', lane: 'w1', text: 'over', tone: 'bad', row: 7, fromUs: 5, toUs: 9 },
        { group: 'A', lane: 'w1', text: 'held again', tone: 'neutral', row: -1, fromUs: 9 },
      ],
      points: [{ group: 'A', lane: 'w1', text: 'write refused', tone: 'bad', row: -1, timeUs: 9 }],
    });
  });

  it('hold work as it was beside what was reported of it and what became of that', () => {
    const world = new World({ seed: 1, mode: 'record' });
    const traces = world.pictures!.spans('Traces');
    const work = { id: 1, callers: [], about: 'order 1', where: 'edge', name: 'order', records: true, received: [], spoilt: false };
    world.at(1, () => traces.begins(work, 3));
    world.at(4, () => {
      traces.reports({ work: 1, traceId: 't', spanId: 's', parentId: null, links: [] });
      traces.ends(1);
    });
    world.at(8, () => traces.arrived({ traceId: 't', spanId: 's' }, 'refused'));
    world.at(9, () => traces.arrived({ traceId: 't', spanId: 'another' }, 'stored'));
    while (world.step());
    assert.deepEqual(traces.track, {
      type: 'spans', name: 'Traces', sent: [],
      work: [{ ...work, row: 3, fromUs: 1, toUs: 4 }], reported: [{ work: 1, traceId: 't', spanId: 's', parentId: null, links: [], row: -1, fate: 'refused' }],
    });
  });

  it('tell of transactions what each step did, for whom it waited, and how they ended', () => {
    const world = new World({ seed: 1, mode: 'record' });
    const orders = world.pictures!.transactions('Orders');
    world.at(1, () => {
      const [first, second] = [orders.begin('api-1', 'order 1', 7), orders.begin('api-2')];
      first.step('reserve', { row: 8 }).turn('done');
      const pay = second.step('pay', { pivot: true, state: 'intended' });
      world.at(3, () => pay.turn('waiting', 'the card', first));
      world.at(4, () => pay.turn('waiting', 'the card', first));
      world.at(5, () => {
        second.named('order 2');
        first.end('committed');
        second.end('unknown', 'it crashed', 9);
      });
    });
    world.at(6, () => orders.begin('api-3').step('reserve'));
    while (world.step());
    assert.deepEqual(orders.track, {
      type: 'transactions', name: 'Orders',
      transactions: [
        {
          name: 'order 1', by: 'api-1', fromUs: 1, toUs: 5, state: 'committed', why: '', row: 7, endRow: -1,
          steps: [{ name: 'reserve', row: 8, changes: [{ timeUs: 1, state: 'running', why: '' }, { timeUs: 1, state: 'done', why: '' }] }],
        },
        {
          name: 'order 2', by: 'api-2', fromUs: 1, toUs: 5, state: 'unknown', why: 'it crashed', row: -1, endRow: 9,
          steps: [{ name: 'pay', pivot: true, row: -1, changes: [{ timeUs: 1, state: 'intended', why: '' }, { timeUs: 3, state: 'waiting', why: 'the card', on: 0 }, { timeUs: 5, state: 'unknown', why: '' }] }],
        },
        { name: '', by: 'api-3', fromUs: 6, state: 'open', why: '', row: -1, endRow: -1, steps: [{ name: 'reserve', row: -1, changes: [{ timeUs: 6, state: 'running', why: '' }] }] },
      ],
    });
  });

  it('hold two quantities against each other, at instants that may lie in the past', () => {
    const [track] = run('record', world => {
      const plane = world.pictures!.plane('Loop', { label: 'load', unit: '/s' }, { label: 'answers', unit: '/s' });
      plane.point(1, 2, -5);
      plane.point(3, 4);
    }).pictures!.tracks();
    assert.deepEqual(track?.type === 'plane' && track.points, [{ timeUs: -5, across: 1, up: 2 }, { timeUs: 0, across: 3, up: 4 }]);
  });

  it('are no part of the run', () => {
    assert.equal(drawn('explore').pictures, undefined);
    assert.equal(drawn('explore').hash.toString(), drawn('record').hash.toString());
  });
});
