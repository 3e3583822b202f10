import assert from 'node:assert/strict';
import type { HeaderLine, SpansTrack } from '../../src/lab/recording.ts';
import { criticalPath } from '../../src/panel/layout/criticalPath.ts';
import { headerChanges } from '../../src/panel/layout/headers.ts';
import { hopShownBy, tracesOf } from '../../src/panel/model/traces.ts';
import { traceOf } from './trace.ts';

type Told = readonly [spanId: string, parentId: string | null, fate?: 'stored' | 'refused' | undefined, traceId?: string];

interface Work {
  readonly id: number;
  readonly callers?: readonly number[];
  readonly about?: string;
  readonly records?: boolean;
  readonly spoilt?: boolean;
  readonly from: number;
  readonly to: number;
  readonly told?: Told;
}

/** Work of services a, b, c, … by id; the row of each is its id. */
function track(work: readonly Work[]): SpansTrack {
  return {
    type: 'spans', name: 'Traces',
    work: work.map(({ id, callers = [], about = 'order 1', records = true, spoilt = false, from, to }) => ({ id, callers, about, where: 'abcdefgh'[id]!, name: 'work', records, spoilt, received: [], fromUs: from, toUs: to, row: id })),
    sent: [],
    reported: work.flatMap(({ id, told }) => (told ? [{ work: id, spanId: told[0], parentId: told[1], traceId: told[3] ?? 't', links: [], row: -1, ...(told.length > 2 && told[2] === undefined ? {} : { fate: told[2] ?? 'stored' }) }] : [])),
  };
}

const told = (work: readonly Work[]) => tracesOf(track(work), 1_000).trees.map(({ name, faults, hops }) => [name, faults, hops.map(({ work: { where }, depth, faults: own }) => [where, depth, own])]);

describe('traces', () => {
  it('that are told as they were have no faults', () => {
    assert.deepEqual(told([
      { id: 0, from: 0, to: 100, told: ['s0', null] }, { id: 1, callers: [0], from: 10, to: 90, told: ['s1', 's0'] }, { id: 2, callers: [1], from: 20, to: 50, told: ['s2', 's1'] },
    ]), [['order 1', [], [['a', 0, []], ['b', 1, []], ['c', 2, []]]]]);
  });

  it('are indented as they were recorded, and say where that is not so', () => {
    assert.deepEqual(told([
      { id: 0, from: 0, to: 100, told: ['s0', null] }, { id: 1, callers: [0], from: 10, to: 90, told: ['s1', 's0'] },
      { id: 2, callers: [1], from: 20, to: 50, told: ['s2', 's0'] }, { id: 3, callers: [1], from: 60, to: 70, told: ['s3', 'nobody'] }, { id: 4, callers: [3], from: 62, to: 65, told: ['s4', null] },
    ]), [['order 1', ['2 wrong parents', '1 orphan'], [
      ['a', 0, []], ['b', 1, []], ['c', 1, ['says that a called it; truly b called it']],
      ['d', 0, ['an orphan: its parent was not recorded; truly b called it']], ['e', 0, ['says that the trace begins here; truly d called it']],
    ]]]);
  });

  it('have holes where some were recorded and others not, under whoever truly called', () => {
    assert.deepEqual(told([{ id: 0, from: 0, to: 100, told: ['s0', null] }, { id: 1, callers: [0], from: 10, to: 90 }]),
      [['order 1', ['1 of 2 recorded'], [['a', 0, []], ['b', 1, ['not recorded']]]]]);
    assert.deepEqual(told([{ id: 0, from: 0, to: 100 }, { id: 1, callers: [0], from: 10, to: 90 }]), [['order 1', [], [['a', 0, []], ['b', 1, []]]]]);
  });

  it('go through services that report nothing to the nearest that does', () => {
    assert.deepEqual(told([{ id: 0, from: 0, to: 100, told: ['s0', null] }, { id: 1, callers: [0], from: 10, to: 90, records: false }, { id: 2, callers: [1], from: 20, to: 50, told: ['s2', 's0'] }])[0]![1], []);
  });

  it('may begin anew where headers arrived spoilt', () => {
    assert.deepEqual(told([{ id: 0, from: 0, to: 100, told: ['s0', null] }, { id: 1, callers: [0], from: 10, to: 90, spoilt: true, told: ['s1', null, 'stored', 'other'] }])[0]![1], []);
    assert.deepEqual(told([{ id: 0, from: 0, to: 100, told: ['s0', null] }, { id: 1, callers: [0], from: 10, to: 90, spoilt: true }])[0]![1], []);
  });

  it('tell what was lost or refused on its way to the store', () => {
    assert.deepEqual(told([{ id: 0, from: 0, to: 100, told: ['s0', null, undefined] }, { id: 1, callers: [0], from: 10, to: 90, told: ['s1', 's0', 'refused'] }])[0]![1], ['1 lost', '1 refused']);
  });

  it('come broken first, and tell who shares an id', () => {
    assert.deepEqual(told([
      { id: 0, about: 'order 1', from: 0, to: 10, told: ['s0', null, 'stored', 'x'] }, { id: 1, about: 'order 2', from: 20, to: 30 },
      { id: 2, about: 'order 3', from: 40, to: 50, told: ['s2', null, 'stored', 'y'] }, { id: 3, about: 'order 4', from: 60, to: 70, told: ['s3', null, 'stored', 'y'] },
    ]).map(([name, faults]) => [name, faults]), [
      ['order 3', ['in one trace with 1 other']], ['order 4', ['in one trace with 1 other']], ['order 1', []], ['order 2', []],
    ]);
  });

  it('of batches link to the recorded spans that they come from', () => {
    const spans = track([{ id: 0, about: 'order 1', from: 0, to: 10, told: ['s0', null, 'stored', 'x'] }, { id: 1, about: 'order 2', from: 0, to: 10, told: ['s1', null, 'stored', 'y'] }, { id: 2, about: 'batch', callers: [0, 1], from: 20, to: 30, told: ['s2', null, 'stored', 'z'] }]);
    const linked = { ...spans, reported: spans.reported.map(span => (span.spanId === 's2' ? { ...span, links: [{ traceId: 'x', spanId: 's0' }] } : span)) };
    const [batch] = tracesOf(linked, 100).trees;
    assert.deepEqual([batch!.name, batch!.faults, batch!.hops[0]!.faults], ['batch', ['1 unlinked'], ['links to 1 of the 2 recorded spans that it comes from']]);
  });

  it('lose no work where spans name each other as parents', () => {
    assert.deepEqual(told([{ id: 0, from: 0, to: 100, told: ['s0', 's1'] }, { id: 1, callers: [0], from: 10, to: 90, told: ['s1', 's0'] }])[0]![2]?.length, 2);
  });

  it('are found by a row of their work, or what it led to', () => {
    const trace = traceOf([{ at: 0, kind: 'deliver', node: 0 }, { at: 1, kind: 'note' }, { at: 2, kind: 'note', cause: 0 }]);
    const traces = tracesOf(track([{ id: 0, from: 0, to: 100 }]), 100);
    assert.equal(hopShownBy(traces, trace, 2)?.hop.work.id, 0);
    assert.equal(hopShownBy(traces, trace, 1), undefined);
  });
});

describe('the critical path', () => {
  it('is what whoever asked had to wait for', () => {
    const [tree] = tracesOf(track([
      { id: 0, from: 0, to: 100 }, { id: 1, callers: [0], from: 10, to: 60 }, { id: 2, callers: [0], from: 10, to: 40 }, { id: 3, callers: [0], from: 70, to: 95 }, { id: 4, callers: [1], from: 20, to: 130 },
    ]), 1_000).trees;
    assert.deepEqual(criticalPath(tree!).map(({ hop, fromUs, toUs }) => [hop.work.where, fromUs, toUs]), [['a', 0, 10], ['b', 10, 60], ['a', 60, 70], ['d', 70, 95], ['a', 95, 100]]);
  });
});

describe('changes of headers', () => {
  const changes = (arrived: readonly HeaderLine[], sent: readonly HeaderLine[]) => headerChanges(arrived, sent).map(({ name, separator, parts }) => [name, parts.map(({ text, change }) => ({ same: text, new: `+${text}`, gone: `-${text}` })[change]).join(separator)]);

  it('are told field by field and entry by entry', () => {
    assert.deepEqual(changes([['Traceparent', '00-aa-b1-01'], ['tracestate', 'red=1, green=2'], ['TraceState', 'blue=3']], [['traceparent', '00-aa-b2-01'], ['tracestate', 'fl=9,red=1,blue=3']]), [
      ['traceparent', '00-aa-+b2-01'], ['tracestate', '+fl=9, red=1, -green=2, blue=3'],
    ]);
  });

  it('are told of headers that came new, are gone, or say nothing', () => {
    assert.deepEqual(changes([['a', 'x'], ['b', '1-2']], [['c', '']]), [['a', '-x'], ['b', '-1--2'], ['c', '']]);
  });
});
