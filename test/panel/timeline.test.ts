import assert from 'node:assert/strict';
import type { TimelineTrack } from '../../src/lab/recording.ts';
import { boxesBetween, entriesShowing, entryAt, groupAround, layOutEntries, layOutTimeline, nearestEntry } from '../../src/panel/layout/timeline.ts';
import { timelineLanesOf } from '../../src/panel/model/timeline.ts';
import { traceOf } from './trace.ts';

const leases: TimelineTrack = {
  type: 'timeline', name: 'Leases', order: [], links: [],
  bars: [
    { group: 'A', lane: 'locks', text: 'w1', tone: 'neutral', row: 0, fromUs: 0, toUs: 100 },
    { group: 'A', lane: 'w1', text: 'believes', tone: 'bad', row: 1, fromUs: 10, toUs: 400 },
    { group: 'B', lane: 'locks', text: 'w9', tone: 'good', row: 2, fromUs: 900, toUs: 950 },
    { group: 'A', lane: 'locks', text: 'w2', tone: 'neutral', row: 3, fromUs: 60 },
  ],
  points: [{ group: 'A', lane: 'locks', text: 'ran out', tone: 'bad', row: -1, timeUs: 100 }],
};
const lanes = timelineLanesOf(leases, 1_000);
const told = (range: { fromUs: number; toUs: number }) => layOutTimeline(lanes, range).map(({ lane, top, height, first }) => [lane.group, lane.name, top, height, first]);

describe('timelines', () => {
  it('have their lanes by group, each in order of its first entry, and a place for each bar that overlaps others', () => {
    assert.deepEqual(lanes.map(({ group, name, slots, entries }) => [group, name, slots, entries.map(({ text, slot, toUs, open }) => [text, slot, toUs, open])]), [
      ['A', 'locks', 2, [['w1', 0, 100, false], ['w2', 1, 1_000, true], ['ran out', 0, 100, false]]],
      ['A', 'w1', 1, [['believes', 0, 400, false]]],
      ['B', 'locks', 1, [['w9', 0, 950, false]]],
    ]);
  });

  it('may say in which order lanes stand', () => {
    const ordered = timelineLanesOf({ ...leases, order: [{ group: 'B', lane: 'locks' }, { group: 'A', lane: 'w1' }, { group: 'A', lane: 'nobody' }] }, 1_000);
    assert.deepEqual(ordered.map(({ group, name }) => `${group} ${name}`), ['B locks', 'A w1', 'A locks']);
  });

  it('give lanes that lines join more room, and know where each line leads', () => {
    const joined = timelineLanesOf({ ...leases, links: [{ group: 'A', from: { lane: 'locks', timeUs: 60 }, to: { lane: 'w1', timeUs: 90 }, tone: 'bad' }, { group: 'A', from: { lane: 'locks', timeUs: 60 }, to: { lane: 'nobody', timeUs: 90 }, tone: 'bad' }] }, 1_000);
    assert.deepEqual(joined.map(({ linked, links }) => [linked, ...links.map(({ fromUs, toUs, to, tone }) => [fromUs, toUs, to.name, tone])]), [[true, [60, 90, 'w1', 'bad']], [true], [false]]);
    const between = (all: typeof lanes): number => layOutTimeline(all, { fromUs: 0, toUs: 1_000 })[1]!.top - layOutTimeline(all, { fromUs: 0, toUs: 1_000 })[0]!.top;
    assert.ok(between(joined) > between(lanes) + 40);
  });

  it('leave out lanes with nothing in view, and room for bars that are not', () => {
    assert.deepEqual(told({ fromUs: 0, toUs: 1_000 }), [['A', 'locks', 4, 39, true], ['A', 'w1', 43, 21, false], ['B', 'locks', 69, 21, true]]);
    assert.deepEqual(told({ fromUs: 0, toUs: 50 }), [['A', 'locks', 4, 21, true], ['A', 'w1', 25, 21, false]]);
    assert.deepEqual(told({ fromUs: 500, toUs: 800 }), [['A', 'locks', 4, 39, true]]);
    assert.deepEqual(told({ fromUs: 960, toUs: 990 }).length, 1);
  });

  it('lay out what is in view: bars to the edges, text off points and other bars', () => {
    const range = { fromUs: 50, toUs: 150 };
    const [box] = layOutTimeline(lanes, range);
    assert.deepEqual(layOutEntries(box!, range, 1_000).map(({ entry, x1, x2, top, bottom, inside, room }) => [entry.text, x1, x2, top, bottom, inside, room]), [
      ['w1', -6, 500, 6, 22, [0, 493], 0],
      ['w2', 100, 1_006, 24, 40, [100, 1_000], 0],
      ['ran out', 500, 500, 6, 22, [500, 500], 493],
    ]);
  });

  it('draw no bar twice on the same pixels', () => {
    const many = timelineLanesOf({ ...leases, points: [], bars: Array.from({ length: 10_000 }, (_, index) => ({ group: 'A', lane: 'b', text: '', tone: 'good', row: index, fromUs: index, toUs: index + 1 } as const)) }, 10_000);
    const range = { fromUs: 0, toUs: 10_000 };
    assert.ok(layOutEntries(layOutTimeline(many, range)[0]!, range, 500).length <= 501);
  });

  it('find what is under the pointer, a point before a bar', () => {
    const range = { fromUs: 50, toUs: 150 };
    const entries = layOutEntries(layOutTimeline(lanes, range)[0]!, range, 1_000);
    assert.equal(entryAt(entries, 496, 10)?.text, 'ran out');
    assert.equal(entryAt(entries, 300, 10)?.text, 'w1');
    assert.equal(entryAt(entries, 300, 30)?.text, 'w2');
    assert.equal(entryAt(entries, 700, 10), undefined);
    assert.equal(nearestEntry(lanes[0]!, { fromUs: 0, toUs: 120 }, 99)?.text, 'w1');
    assert.equal(nearestEntry(lanes[0]!, { fromUs: 110, toUs: 120 }, 0)?.text, 'w2');
  });

  it('know which lanes lie between two heights', () => {
    const boxes = layOutTimeline(lanes, { fromUs: 0, toUs: 1_000 });
    assert.deepEqual(boxes.slice(...boxesBetween(boxes, 50, 70)).map(({ lane }) => `${lane.group} ${lane.name}`), ['A w1', 'B locks']);
  });

  it('show a row of the trace, or its cause, and all of its group', () => {
    const trace = traceOf([{ at: 0, kind: 'note', node: 0 }, { at: 10, kind: 'note', node: 0 }, { at: 900, kind: 'note' }, { at: 60, kind: 'note' }, { at: 61, kind: 'note', cause: 1 }, { at: 70, kind: 'note' }]);
    assert.deepEqual(entriesShowing(trace, lanes, 3).map(({ text }) => text), ['w2']);
    assert.deepEqual(entriesShowing(trace, lanes, 4).map(({ text }) => text), ['believes']);
    assert.deepEqual([...entriesShowing(trace, lanes, 5), ...entriesShowing(trace, lanes, -1)], []);
    assert.deepEqual(groupAround(trace, lanes, 2, 2_000), { fromUs: 870, toUs: 980 });
    assert.deepEqual(groupAround(trace, lanes, 1, 5_000), { fromUs: -50, toUs: 830 });
    assert.equal(groupAround(trace, lanes, 5, 1_000), undefined);
  });
});
