import assert from 'node:assert/strict';
import { TraceKind, type SourcePosition } from '../../src/sim/index.ts';
import { TraceWriter } from '../../src/sim/tracewriter.ts';
import { listeners, run } from './support.ts';

const kindNames = Object.entries(TraceKind).sort(([, a], [, b]) => a - b).map(([name]) => name);

describe('the trace', () => {
  it('tells of each message who, when, what and why', () => {
    const plan = { faults: [{ id: 'lost', kind: 'lose', start: { atMs: 0 }, filter: { to: 'c' }, rate: 1 }], off: [] };
    const { world, nodes: [a, b, c] } = listeners(['a', 'b', 'c'], plan, { mode: 'record' });
    world.at(3000, () => {
      world.network.send(a!, b!, { amount: 5n }, { kind: 'call', method: 'debit' });
      world.network.send(a!, c!, 'hi', { kind: 'send' });
    });
    run(world);
    const trace = world.trace!.finish([]);
    const rows = Array.from({ length: trace.length }, (_, row) => [
      trace.timeUs[row], kindNames[trace.kind[row]!], trace.node[row], trace.peer[row], trace.ref[row], trace.cause[row], trace.strings[trace.label[row]!], trace.strings[trace.data[row]!],
    ]);
    const send = rows.findIndex(row => row[1] === 'send');
    assert.deepEqual(rows.slice(send), [
      [3000, 'send', 0, 1, 0, -1, 'debit', '{"amount":"5n"}'],
      [3000, 'send', 0, 2, 1, -1, 'send', '"hi"'],
      [3000, 'drop', 0, 2, 1, send + 1, 'lost', undefined],
      [13_000, 'deliver', 1, 0, 0, send, 'debit', undefined],
    ]);
  });

  it('shows the copy that travels: recording runs no code of the sender’s twice', () => {
    const { world, nodes: [a, b] } = listeners(['a', 'b'], undefined, { mode: 'record' });
    let reads = 0;
    world.network.send(a!, b!, { get value() { return ++reads; } }, { kind: 'send' });
    assert.equal(reads, 1);
    assert.ok(world.trace!.finish([]).strings.includes('{"value":1}'));
  });

  it('keeps each text and each place once, and grows', () => {
    const writer = new TraceWriter();
    let place: readonly SourcePosition[] = [];
    writer.here = () => place;
    for (let i = 0; i < 5000; i++) {
      const row = writer.row(i, TraceKind.note, 0, -1, i, i - 1);
      writer.describe(row, `label ${i % 3}`, { n: i % 2 });
      place = i % 2 === 0 ? [] : [{ file: 'x.ts', line: 1 + (i % 4), column: 7 }];
      writer.locate(row);
    }
    const trace = writer.finish([{ id: 'n', role: 'learner' }]);
    assert.equal(trace.length, 5000);
    for (const column of ['timeUs', 'kind', 'node', 'peer', 'ref', 'cause', 'label', 'data', 'source'] as const) assert.equal(trace[column].length, 5000, column);
    assert.deepEqual([...trace.strings].sort(), ['label 0', 'label 1', 'label 2', '{"n":0}', '{"n":1}']);
    assert.deepEqual(trace.sources, [{ file: 'x.ts', line: 2, column: 7 }, { file: 'x.ts', line: 4, column: 7 }]);
    assert.deepEqual([trace.source[4998], trace.source[4999], trace.ref[4999], trace.cause[4999]], [-1, 1, 4999, 4998]);
  });

  it('keeps how a place was called', () => {
    const writer = new TraceWriter();
    const [send, retry, start] = [3, 8, 20].map(line => ({ file: 'x.ts', line, column: 1 })) as [SourcePosition, SourcePosition, SourcePosition];
    for (const places of [[send, start], [send, retry, start], [send, start]]) {
      writer.here = () => places;
      writer.locate(writer.row(0, TraceKind.send, 0, 1, 0, -1));
    }
    const { sources, source } = writer.finish([]);
    assert.deepEqual(sources, [start, { ...send, calledFrom: 0 }, { ...retry, calledFrom: 0 }, { ...send, calledFrom: 2 }]);
    assert.deepEqual([...source], [1, 3, 1]);
  });

  it('makes readable what JSON lacks, and fails at nothing', () => {
    const writer = new TraceWriter();
    const circle: { self?: unknown } = {};
    circle.self = circle;
    for (const value of [new Map([['a', 1]]), new Set([1]), 2n, Infinity, new Uint8Array(3), circle, null, undefined]) writer.describe(writer.row(0, TraceKind.note, 0, -1, 0, -1), undefined, value);
    const { data, strings } = writer.finish([]);
    assert.deepEqual([...data].map(index => strings[index]), ['{"a":1}', '[1]', '"2n"', '"Infinity"', '"3 bytes"', '"(not printable)"', 'null', undefined]);
  });
});

describe('the history', () => {
  it('keeps operations open that are ambiguous, and closes each once', () => {
    const { world } = listeners(['shop'], undefined, { mode: 'record' });
    world.at(1000, () => {
      const ids = [0, 1, 2].map(i => world.history.invoke('ada', 'buy', i, { node: 'shop', key: 'tea' }));
      world.at(2000, () => {
        world.history.complete(ids[0]!, 'ok', 'thanks');
        world.history.complete(ids[0]!, 'fail', 'late');
        world.history.complete(ids[1]!, 'info');
      });
    });
    run(world);
    const { operations, endUs, nodes } = world.history.finish();
    assert.deepEqual(operations.map(({ outcome, output, invokedUs, completedUs, heardUs }) => [outcome, output, invokedUs, completedUs, heardUs]), [
      ['ok', 'thanks', 1000, 2000, 2000], ['info', undefined, 1000, Infinity, 2000], ['info', undefined, 1000, Infinity, Infinity],
    ]);
    assert.deepEqual([world.history.isOpen(0), world.history.isOpen(2)], [false, true]);
    assert.deepEqual([endUs, nodes], [2000, ['shop']]);
    const trace = world.trace!.finish([]);
    const { invokedRow, completedRow } = operations[0]!;
    assert.deepEqual([kindNames[trace.kind[invokedRow]!], kindNames[trace.kind[completedRow]!], trace.cause[completedRow]], ['invoke', 'complete', invokedRow]);
  });

  it('collects facts and quantities over time', () => {
    const { world } = listeners(['shop']);
    world.at(1000, () => {
      world.history.fact('sold', { seat: 1 }, 'shop');
      world.history.sample('queue', 'orders', 3);
    });
    world.at(2000, () => world.history.sample('queue', 'orders', 4));
    run(world);
    const { facts, series } = world.history.finish();
    assert.deepEqual(facts, [{ type: 'sold', atUs: 1000, data: { seat: 1 }, row: -1, node: 'shop' }]);
    assert.equal(world.history.factCount('sold'), 1);
    assert.deepEqual(series.get('queue'), { name: 'queue', unit: 'orders', timesUs: [1000, 2000], values: [3, 4] });
  });
});
