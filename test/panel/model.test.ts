import assert from 'node:assert/strict';
import { causeChain, coneOf, effectsOf, effectsOn } from '../../src/panel/model/causality.ts';
import { filterRows } from '../../src/panel/model/filter.ts';
import type { ValueChart } from '../../src/panel/model/charts.ts';
import { cutsOf, linksOf, passes } from '../../src/panel/model/links.ts';
import { Fate } from '../../src/panel/model/messages.ts';
import { nodeStatesOf, stateAfter, valueBefore } from '../../src/panel/model/nodeState.ts';
import { runOf } from '../../src/panel/model/run.ts';
import { lineCounts, rowsOfLine, sourceOf } from '../../src/panel/model/sourceLines.ts';
import { actorOf, dataOf, describe as words } from '../../src/lab/tracewords.ts';
import { recordingOf, traceOf, type Row } from './trace.ts';

const [a, b, shop] = [0, 1, 2];

/** a asks b, which answers; the copy of the question comes late, a second question is lost. */
const talk: readonly Row[] = [
  { at: 0, kind: 'send', node: a, peer: b, ref: 0, label: 'ask', data: { n: 1 }, line: 10 },
  { at: 0, kind: 'duplicate', node: a, peer: b, ref: 1, cause: 0 },
  { at: 10, kind: 'deliver', node: b, peer: a, ref: 0, cause: 0, label: 'ask' },
  { at: 10, kind: 'state', node: b, cause: 2, data: { seen: 1 } },
  { at: 10, kind: 'send', node: b, peer: a, ref: 2, cause: 2, label: 'answer', line: 20 },
  { at: 22, kind: 'deliver', node: a, peer: b, ref: 2, cause: 4, label: 'answer' },
  { at: 30, kind: 'send', node: a, peer: b, ref: 3, label: 'ask', line: 10 },
  { at: 30, kind: 'drop', node: a, peer: b, ref: 3, cause: 6, label: 'cut' },
  { at: 90, kind: 'deliver', node: b, peer: a, ref: 1, cause: 0, label: 'ask' },
  { at: 95, kind: 'send', node: a, peer: shop, ref: 4, label: 'buy' },
];

describe('the panel’s model of a run', () => {
  it('lays clients above, the learner’s nodes in the middle, given ones below', () => {
    const { lanes } = runOf(recordingOf(talk));
    assert.deepEqual(lanes.list.map(({ id }) => id), ['eve', 'a', 'b', 'shop']);
    assert.deepEqual([...lanes.list[1].rows], [0, 1, 5, 6, 7, 9]);
  });

  it('gives clients that are no nodes a lane each, or one for all when they are many', () => {
    const asks = (count: number): Row[] => Array.from({ length: count }, (_, index): Row => ({ at: index, kind: 'invoke', node: a, ref: index, label: 'buy', data: { client: `user ${index}`, input: 1 } }));
    assert.deepEqual(runOf(recordingOf(asks(2))).lanes.list.slice(0, 3).map(({ id }) => id), ['eve', 'user 0', 'user 1']);
    assert.deepEqual(runOf(recordingOf(asks(40))).lanes.list.slice(0, 3).map(({ id, rows }) => [id, rows.length]), [['eve', 0], ['clients', 40], ['a', 0]]);
  });

  it('follows each message to where it arrives, is lost or still is', () => {
    const { messages } = runOf(recordingOf(talk));
    const journeys = Array.from({ length: messages.length }, (_, index) => [messages.startUs[index], messages.endUs[index], messages.fate[index], messages.copy[index]]);
    assert.deepEqual(journeys, [
      [0, 10, Fate.delivered, 0],
      [0, 90, Fate.slow, 1],
      [10, 22, Fate.delivered, 0],
      [30, 30, Fate.lost, 0],
      [95, 95, Fate.open, 0],
    ]);
  });

  it('makes bars of operations and puts those that overlap beside each other', () => {
    const run = runOf(recordingOf([
      { at: 0, kind: 'invoke', ref: 0, label: 'read', data: { client: 'eve', input: 'x' } },
      { at: 5, kind: 'invoke', ref: 1, label: 'write', data: { client: 'eve', input: 'y' } },
      { at: 8, kind: 'complete', ref: 0, label: 'ok', data: 7 },
      { at: 9, kind: 'invoke', ref: 2, label: 'read', data: { client: 'eve', input: 'z' } },
      { at: 20, kind: 'complete', ref: 1, label: 'info' },
    ]));
    assert.deepEqual(run.operations.map(({ f, fromUs, toUs, outcome, slot, client }) => [f, fromUs, toUs, outcome, slot, client]), [
      ['read', 0, 8, 'ok', 0, 'eve'], ['write', 5, 20, 'info', 1, 'eve'], ['read', 9, 20, 'open', 0, 'eve'],
    ]);
    assert.deepEqual([2, 4].map(row => `${actorOf(run, row)} ${words(run, row)}`), ['eve hears that read succeeded', 'eve gives up on write: it may have happened']);
  });

  it('reads downtimes, pauses, cuts and faults from the trace', () => {
    const cut = { kind: 'cut', from: ['a'], to: ['b', 'shop'], oneWay: false };
    const run = runOf(recordingOf([
      { at: 5, kind: 'crash', node: b },
      { at: 6, kind: 'faultStart', ref: 0, label: 'a and b, shop are cut off from each other', data: cut },
      { at: 9, kind: 'restart', node: b, ref: 2 },
      { at: 10, kind: 'pause', node: a },
      { at: 12, kind: 'faultEnd', ref: 0 },
      { at: 15, kind: 'note', node: b },
    ]));
    assert.deepEqual(run.bands.map(({ kind, fromUs, toUs, nodes, text }) => [kind, fromUs, toUs, nodes, text]), [
      ['down', 5, 9, [b], 'down'], ['pause', 10, 15, [a], 'paused'], ['cut', 6, 12, [a], 'cut off from b, shop'],
    ]);
    assert.deepEqual(run.faults.map(({ fromUs, toUs, text }) => [fromUs, toUs, text]), [[6, 12, 'a and b, shop are cut off from each other']]);
  });

  it('takes the spans that a kit declares instead', () => {
    const span = { fromUs: 1, toUs: 99, nodes: [a], text: 'leader' };
    const run = runOf(recordingOf([{ at: 50, kind: 'note', node: a }], { tracks: [{ type: 'interval', label: 'Leader', kind: 'role', spans: [span] }] }));
    assert.deepEqual(run.bands, [{ kind: 'role', ...span, toUs: 50 }]);
  });

  it('shows a kit’s charts before those that every run has', () => {
    const timeUs = Float64Array.of(0, 10);
    const run = runOf(recordingOf(talk, { tracks: [{ type: 'sample', chart: 'Load', label: 'attempts', unit: '/s', style: 'line', timeUs, value: timeUs }] }));
    assert.deepEqual(run.charts.map(({ name, kind, tracks }) => [name, kind, tracks.map(({ label }) => label)]), [['Load', 'lines', ['attempts']], ['Messages', 'lines', ['sent', 'lost']]]);
    const sent = (run.charts[1] as ValueChart).tracks[0].value;
    const windowSeconds = 95e-6 / 60;
    assert.ok(Math.abs(sent.slice(0, -1).reduce((sum, rate) => sum + rate * windowSeconds, 0) - 4) < 1e-9, 'the rates add up to four messages');
  });

  it('tells what led to an event and what it led to', () => {
    const trace = traceOf(talk);
    assert.deepEqual(causeChain(trace, 5), [0, 2, 4, 5]);
    assert.deepEqual([...effectsOn(effectsOf(trace), 0)], [1, 2, 8]);
  });

  it('bounds what an event can have known and can influence', () => {
    const { pastRow, futureRow } = coneOf(traceOf(talk), 4);
    assert.deepEqual([...pastRow], [0, 4, -1, -1], 'of a only the send of the question');
    assert.deepEqual([...futureRow], [5, 4, -1, -1], 'a from the answer on; the shop has not heard');
  });

  it('counts the events of each line and finds them', () => {
    const trace = traceOf(talk);
    assert.deepEqual(lineCounts(trace), [{ file: 'exercise.ts', line: 10, events: 2 }, { file: 'exercise.ts', line: 20, events: 1 }]);
    assert.deepEqual(rowsOfLine(trace, 'exercise.ts', 10), [0, 6]);
    assert.deepEqual(rowsOfLine(trace, 'other.ts', 10), []);
    assert.equal(sourceOf(trace, 5)?.startLineNumber, 20, 'an arrival leads to the line that sent');
    assert.equal(sourceOf(trace, 9), undefined);
  });

  it('tells events in plain words', () => {
    const run = runOf(recordingOf(talk));
    assert.deepEqual([0, 1, 2, 4, 7].map(row => `${actorOf(run, row)} ${words(run, row)}`), [
      'a sends ask to b', 'network doubles ask from a to b', 'b receives ask from a', 'b sends answer to a', 'network loses ask from a to b: the link is cut',
    ]);
    assert.equal(dataOf(run.recording.trace, 2), '{"n":1}', 'an arrival shows what was sent');
  });

  it('lists events that hold every word, and leaves state changes to the events that made them', () => {
    const run = runOf(recordingOf(talk));
    assert.equal(run.events.length, talk.length - 1);
    assert.deepEqual([...filterRows(run, 'ASK a b sends')], [0, 6]);
    assert.deepEqual([...filterRows(run, 'answer')], [4, 5]);
    assert.deepEqual([...filterRows(run, '"n":1')], [0]);
    assert.deepEqual([...filterRows(run, 'nothing-like-this')], []);
    assert.equal(filterRows(run, '  '), run.events);
  });

  it('stands an empty recording', () => {
    const run = runOf(recordingOf([]));
    assert.deepEqual([run.endUs, run.charts, run.events.length, run.messages.length], [1000, [], 0, 0]);
  });
});

describe('the state of nodes', () => {
  const trace = traceOf([
    { at: 0, kind: 'restart', node: a, ref: 1 },
    { at: 0, kind: 'state', node: a, cause: 0, data: { votes: [], term: 1 } },
    { at: 5, kind: 'deliver', node: a, peer: b },
    { at: 5, kind: 'state', node: a, cause: 2, data: { votes: ['b'] } },
    { at: 9, kind: 'crash', node: a, ref: 1 },
    { at: 20, kind: 'restart', node: a, ref: 2 },
    { at: 21, kind: 'state', node: a, cause: 5, data: { term: 2 } },
  ]);
  const [history] = nodeStatesOf(trace);
  const after = (row: number): unknown[] => stateAfter(history, row).map(({ field, value, row: writer }) => [field, value, writer]);

  it('is what was written last, field by field', () => {
    assert.deepEqual(after(0), []);
    assert.deepEqual(after(2), [['votes', '[]', 1], ['term', '1', 1]]);
    assert.deepEqual(after(3), [['votes', '["b"]', 3], ['term', '1', 1]]);
    assert.equal(valueBefore(history, 'votes', 3), '[]');
    assert.equal(valueBefore(history, 'votes', 1), undefined);
  });

  it('is gone after a crash, and values of an earlier incarnation are none before', () => {
    assert.deepEqual(after(4), []);
    assert.deepEqual(after(6), [['term', '2', 6]]);
    assert.equal(valueBefore(history, 'term', 6), undefined);
  });
});

describe('links', () => {
  const cut = (oneWay: boolean) => ({ kind: 'cut', from: ['a'], to: ['b', 'shop'], oneWay });
  const rows = (oneWay: boolean): Row[] => [
    { at: 0, kind: 'send', node: b, peer: a, ref: 0 },
    { at: 1, kind: 'send', node: a, peer: shop, ref: 1 },
    { at: 2, kind: 'send', node: a, peer: b, ref: 2 },
    { at: 6, kind: 'faultStart', ref: 0, label: 'cut', data: cut(oneWay) },
    { at: 12, kind: 'faultEnd', ref: 0, label: 'cut' },
  ];

  it('are between nodes that ever sent to each other', () => {
    assert.deepEqual(linksOf(runOf(recordingOf(rows(false))).messages), [{ a, b }, { a, b: shop }]);
  });

  it('carry nothing while they are cut, in one direction or both', () => {
    const both = cutsOf(traceOf(rows(false)), 20);
    const oneWay = cutsOf(traceOf(rows(true)), 20);
    assert.deepEqual([5, 6, 11, 12].map(atUs => passes(both, b, a, atUs)), [true, false, false, true]);
    assert.deepEqual([passes(oneWay, a, shop, 8), passes(oneWay, shop, a, 8), passes(both, b, shop, 8)], [false, true, true]);
  });
});
