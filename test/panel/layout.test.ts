import assert from 'node:assert/strict';
import type { PhaseTrack, SampleTrack } from '../../src/lab/recording.ts';
import { layOutPhases } from '../../src/panel/layout/phases.ts';
import { layOutHeat } from '../../src/panel/layout/heat.ts';
import type { TraceNode } from '../../src/sim/trace.ts';
import { fittingSpeed } from '../../src/panel/layout/playback.ts';
import { layOutNodes, layOutPlaces, onTheWay, placesOf, type Spot } from '../../src/panel/layout/topology.ts';
import fc from 'fast-check';
import { layOutArrows, messagesInView, sampled } from '../../src/panel/layout/arrows.ts';
import { distanceToSegment, hitRow } from '../../src/panel/layout/hit.ts';
import { LabelSpace, overlaps, type Box } from '../../src/panel/layout/labels.ts';
import { barEdges, hasOwnPlace, layOutLanes, totalHeight } from '../../src/panel/layout/lanes.ts';
import { layOutMarks } from '../../src/panel/layout/marks.ts';
import { layOutPicture, targetsOf } from '../../src/panel/layout/picture.ts';
import { thinned, valueAt, wordsAt } from '../../src/panel/layout/samples.ts';
import { firstAtOrAfter } from '../../src/panel/layout/search.ts';
import { stackSpans } from '../../src/panel/layout/strips.ts';
import { formatDuration, formatTick, formatTime } from '../../src/panel/layout/time.ts';
import { clamped, legibleAround, panned, revealing, wholeRun, zoomed } from '../../src/panel/layout/viewport.ts';
import { Fate } from '../../src/panel/model/messages.ts';
import { runOf } from '../../src/panel/model/run.ts';
import type { Span } from '../../src/panel/model/spans.ts';
import { exampleRecording } from './recording.ts';
import { recordingOf, type Row } from './trace.ts';

const talk: readonly Row[] = [
  { at: 0, kind: 'invoke', node: 0, ref: 0, label: 'read', data: { client: 'eve', input: 'x' } },
  { at: 100, kind: 'send', node: 0, peer: 1, ref: 0, label: 'ask' },
  { at: 100, kind: 'send', node: 0, peer: 1, ref: 1, label: 'ask' },
  { at: 100, kind: 'drop', node: 0, peer: 1, ref: 1, cause: 2, label: 'lost' },
  { at: 300, kind: 'deliver', node: 1, peer: 0, ref: 0, cause: 1 },
  { at: 400, kind: 'diskSync', node: 1 },
  { at: 500, kind: 'complete', node: 0, ref: 0, label: 'ok' },
];

describe('the panel’s layout', () => {
  describe('of lanes', () => {
    const run = runOf(recordingOf(talk));

    it('fills the height there is and keeps the order', () => {
      const boxes = layOutLanes(run.lanes.list, run.operations, 240);
      assert.deepEqual(boxes, [
        { top: 0, height: 67, lineY: 41, slots: 1, slotHeight: 16 }, { top: 67, height: 57, lineY: 96, slots: 0, slotHeight: 16 },
        { top: 124, height: 57, lineY: 153, slots: 0, slotHeight: 16 }, { top: 181, height: 57, lineY: 210, slots: 0, slotHeight: 16 },
      ]);
      assert.ok(totalHeight(boxes) <= 240);
    });

    it('is taller than the room rather than illegible', () => {
      const boxes = layOutLanes(run.lanes.list, run.operations, 10);
      assert.deepEqual(boxes.map(({ height }) => height), [34, 24, 24, 24]);
      assert.ok(barEdges(boxes[0], 0).top >= 0, 'bars lie in their lane');
    });

    it('makes the bars of a busy client low, and lets those beyond share the top place', () => {
      const busy = runOf(recordingOf(Array.from({ length: 30 }, (_, index): Row => ({ at: index, kind: 'invoke', ref: index, label: 'buy', data: { client: 'eve', input: 1 } }))));
      const [box] = layOutLanes(busy.lanes.list, busy.operations, 0);
      const edges = busy.operations.map(({ slot }) => barEdges(box, slot));
      assert.ok(edges.every(({ top, bottom }) => top >= 0 && bottom > top && bottom <= box.lineY));
      assert.equal(new Set(edges.map(({ top }) => top)).size, box.slots);
      assert.deepEqual([0, 10, 11, 29].map(slot => hasOwnPlace(box, slot)), [true, true, false, false]);
    });
  });

  it('places everything of a small run', () => {
    const run = runOf(recordingOf(talk));
    const boxes = layOutLanes(run.lanes.list, run.operations, 240);
    const range = { fromUs: 0, toUs: 500 };
    const picture = layOutPicture(run, boxes, range, 1000);
    assert.deepEqual(picture.arrows.map(({ x1, y1, x2, y2, fate }) => ({ x1, y1, x2, y2, fate })), [
      { x1: 200, y1: 96, x2: 600, y2: 153, fate: 0 },
      { x1: 200, y1: 96, x2: 212, y2: 127.35, fate: 2 },
    ]);
    assert.deepEqual(picture.bars.map(({ x1, x2, top, bottom }) => ({ x1, x2, top, bottom })), [{ x1: 0, x2: 1000, top: 25, bottom: 38 }]);
    assert.deepEqual(picture.marks.map(({ x, y, row }) => ({ x, y, row })), [
      { x: 200, y: 96, row: 1 }, { x: 200, y: 96, row: 2 }, { x: 600, y: 153, row: 4 }, { x: 800, y: 161, row: 5 },
    ]);
    const targets = targetsOf(picture, run, boxes, range, 1000);
    assert.equal(hitRow(targets, 601, 152), 4, 'the arrival');
    assert.equal(hitRow(targets, 400, 124), 4, 'the arrow stands for its arrival');
    assert.equal(hitRow(targets, 209, 120), 3, 'the loss');
    assert.equal(hitRow(targets, 500, 30), 0, 'the bar stands for its invocation');
    assert.equal(hitRow(targets, 900, 225), -1);
  });

  it('cuts long arrows to what is in view', () => {
    const run = runOf(recordingOf(talk));
    const boxes = layOutLanes(run.lanes.list, run.operations, 240);
    const [arrow] = layOutPicture(run, boxes, { fromUs: 190, toUs: 200 }, 1000).arrows;
    assert.deepEqual([arrow.x1, arrow.x2, arrow.ends], [-20, 1020, false]);
    assert.ok(arrow.y1 > 96 && arrow.y1 < arrow.y2 && arrow.y2 < 153);
  });

  it('draws lines to the nodes asked by clients that are no nodes', () => {
    const run = runOf(recordingOf([
      { at: 0, kind: 'invoke', node: 0, ref: 0, label: 'read', data: { client: 'somebody', input: 'x' } },
      { at: 500, kind: 'complete', node: 0, ref: 0, label: 'ok' },
    ]));
    const boxes = layOutLanes(run.lanes.list, run.operations, 300);
    const { asks } = layOutPicture(run, boxes, { fromUs: 0, toUs: 500 }, 1000);
    assert.deepEqual(asks.map(({ x, y2 }) => [x, y2]), [[0, boxes[2].lineY], [1000, boxes[2].lineY]]);
  });

  it('finds the messages in view whatever their length', () => {
    const { messages } = runOf(exampleRecording());
    fc.assert(fc.property(fc.integer({ min: -1000, max: 3_000_000 }), fc.integer({ min: 1, max: 500_000 }), (fromUs, spanUs) => {
      const range = { fromUs, toUs: fromUs + spanUs };
      const expected = Array.from(messages.startUs.keys()).filter(index => messages.endUs[index] >= range.fromUs && messages.startUs[index] <= range.toUs);
      assert.deepEqual([...messagesInView(messages, range)], expected);
    }), { numRuns: 50 });
  });

  it('draws crowds of messages as few lines that stand for all of them', () => {
    const run = runOf(exampleRecording({ durationMs: 20_000, clients: 8, thinkMs: 10 }));
    const boxes = layOutLanes(run.lanes.list, run.operations, 400);
    const range = wholeRun(run.endUs);
    const inView = messagesInView(run.messages, range);
    const arrows = layOutArrows(run.messages, inView, timeUs => (timeUs / run.endUs) * 300, 300, run.lanes.ofNode, boxes);
    assert.ok(arrows.length < inView.length / 2);
    assert.equal(arrows.reduce((sum, { count }) => sum + count, 0), inView.length);
  });

  it('keeps some of very many messages: unusual ones as well as usual ones, and the same wherever one looks', () => {
    const many = Array.from({ length: 3_000 }, (_, index): Row[] => [
      { at: 10 * index, kind: 'send', node: 0, peer: 1, ref: index },
      index % 30 === 0 ? { at: 10 * index, kind: 'drop', node: 0, peer: 1, ref: index, cause: 2 * index, label: 'lost' } : { at: 10 * index, kind: 'deliver', node: 1, peer: 0, ref: index, cause: 2 * index },
    ]).flat();
    const { messages, endUs } = runOf(recordingOf(many));
    const inView = messagesInView(messages, { fromUs: 0, toUs: endUs });
    assert.equal(sampled(messages, inView, 10_000), inView);
    const kept = sampled(messages, inView, 400);
    const lost = kept.filter(message => messages.fate[message] === Fate.lost);
    assert.ok(kept.length <= 400 && kept.length > 200, String(kept.length));
    assert.equal(lost.length, 100);
    const later = messagesInView(messages, { fromUs: endUs / 3, toUs: endUs });
    const ofLater = new Set(sampled(messages, later, 270));
    assert.ok(kept.filter(message => messages.startUs[message] >= endUs / 3).every(message => ofLater.has(message)));
  });

  it('shows each event while there is room, else how many there are, and never hides a crash', () => {
    const rows: Row[] = Array.from({ length: 100 }, (_, index): Row => ({ at: index, kind: index === 50 ? 'crash' : 'note', node: 0 }));
    const { recording: { trace }, lanes } = runOf(recordingOf(rows));
    const lane = lanes.list[lanes.ofNode[0]];
    const roomy = layOutMarks(trace, lane, { fromUs: 0, toUs: 100 }, 1000);
    assert.equal(roomy.density, undefined);
    assert.deepEqual([roomy.marks.length, roomy.marks[7]], [100, { x: 70, row: 7 }]);
    const crowded = layOutMarks(trace, lane, { fromUs: 0, toUs: 100 }, 100);
    assert.deepEqual([...crowded.density!], Array.from({ length: 50 }, () => 2));
    assert.deepEqual(crowded.marks, [{ x: 50, row: 50 }]);
  });

  it('stacks faults that overlap and lets the rest share the last row', () => {
    const span = (fromUs: number, toUs: number): Span => ({ kind: 'fault', fromUs, toUs, nodes: [], text: '' });
    assert.deepEqual(stackSpans([span(0, 100), span(0, 10), span(10, 20), span(5, 8), span(6, 9)]), [0, 1, 1, 2, 2]);
  });

  it('keeps labels off each other', () => {
    const space = new LabelSpace();
    const box = (left: number) => ({ left, right: left + 10, top: 0, bottom: 10 });
    space.block(box(0));
    assert.deepEqual(space.take([box(5), box(10)]), box(10));
    assert.equal(space.take([box(12), box(2)]), undefined);
  });

  it('measures the distance to a line, not to its extension', () => {
    const line = { x1: 0, y1: 0, x2: 10, y2: 0 };
    assert.equal(distanceToSegment(line, 5, 3), 3);
    assert.equal(distanceToSegment(line, 14, 3), 5);
  });

  describe('of time', () => {
    it('zooms about an instant that stays in place', () => {
      const range = { fromUs: 1000, toUs: 2000 };
      assert.deepEqual(zoomed(range, 0.5, 1250, 10_000), { fromUs: 1125, toUs: 1625 });
    });

    it('never leaves the run, nor zooms in on nothing', () => {
      fc.assert(fc.property(fc.double({ min: -1e7, max: 1e7, noNaN: true }), fc.double({ min: 0, max: 1e8, noNaN: true }), (fromUs, spanUs) => {
        const { fromUs: from, toUs: to } = clamped({ fromUs, toUs: fromUs + spanUs }, 1e6);
        const whole = wholeRun(1e6);
        assert.ok(from >= whole.fromUs - 1e-6 && to <= whole.toUs + 1e-6 && to - from >= 20 - 1e-6);
      }));
      assert.deepEqual(panned({ fromUs: 0, toUs: 100 }, -5, 1000), { fromUs: -10, toUs: 90 });
    });

    it('moves only as far as needed to show an instant', () => {
      const range = { fromUs: 100, toUs: 200 };
      assert.equal(revealing(range, 150, 1000), range);
      assert.deepEqual(revealing(range, 300, 1000), { fromUs: 210, toUs: 310 });
      assert.deepEqual(revealing(range, 50, 1000), { fromUs: 40, toUs: 140 });
    });

    it('begins with few enough events around the failure, and what led to it', () => {
      const run = runOf(exampleRecording());
      const row = run.recording.failures[0].row;
      const { timeUs } = run.recording.trace;
      const range = legibleAround(run, row);
      const shown = run.events.filter(event => timeUs[event] >= range.fromUs && timeUs[event] <= range.toUs).length;
      assert.ok(timeUs[row] > range.fromUs && timeUs[row] < range.toUs);
      assert.ok(shown >= 90 && shown <= 200, `${shown}`);
    });

    it('is told in the unit that suits it', () => {
      assert.deepEqual([formatTick(1_250_000, 50_000, 1e6), formatTick(12_500_000, 500_000, 2e7), formatTick(1_000.5, 0.5, 10)], ['1,250 ms', '12.5 s', '1.0005 ms']);
      assert.deepEqual([formatTime(0), formatTime(1_526_238)], ['0 ms', '1,526.238 ms']);
      assert.deepEqual([formatTime(1_795_000_000), formatTime(100_526_238)], ['1,795 s', '100.526238 s']);
      assert.deepEqual([formatDuration(250), formatDuration(1_500), formatDuration(2_250_000), formatDuration(120_000_000)], ['250 µs', '1.5 ms', '2.25 s', '120 s']);
    });
  });

  describe('of samples', () => {
    const track = (style: 'line' | 'step') => ({ type: 'sample', chart: '', label: '', unit: '', style, timeUs: Float64Array.of(10, 20, 30), value: Float64Array.of(1, 3, 2) }) as const;

    it('reads the value where the line is drawn', () => {
      assert.deepEqual([5, 10, 15, 30, 99].map(timeUs => valueAt(track('line'), timeUs)), [NaN, 1, 2, 2, 2]);
      assert.deepEqual([15, 20].map(timeUs => valueAt(track('step'), timeUs)), [1, 3]);
    });

    it('keeps the extremes of each pixel and the neighbours outside', () => {
      const timeUs = Float64Array.from({ length: 1000 }, (_, index) => index);
      const value = Float64Array.from(timeUs, index => index === 555 ? 100 : index === 556 ? -100 : 0);
      const kept = thinned({ timeUs, value }, { fromUs: 100, toUs: 900 }, 80);
      assert.ok(kept.length <= 4 * 82 && kept.includes(555) && kept.includes(556) && kept.includes(100) && kept.at(-1)! >= 900);
      assert.deepEqual(kept, [...kept].sort((a, b) => a - b));
    });
  });

  it('finds the first row at or after an instant', () => {
    const timesUs = Float64Array.of(0, 5, 5, 9);
    assert.deepEqual([-1, 0, 5, 6, 10].map(timeUs => firstAtOrAfter(timesUs, [0, 1, 2, 3], timeUs)), [0, 0, 1, 3, 4]);
  });
});

describe('the layout of the topology', () => {
  const nodes = (learners: number, given: number): TraceNode[] => [
    ...Array.from({ length: learners }, (_, index): TraceNode => ({ id: `n${index}`, role: 'learner' })),
    ...Array.from({ length: given }, (_, index): TraceNode => ({ id: `g${index}`, role: 'given' })),
  ];

  it('keeps every node inside, apart from all others', () => {
    for (const [learners, given] of [[1, 0], [2, 1], [3, 0], [10, 1], [20, 4]] as const) {
      const spots = layOutNodes(nodes(learners, given), 600, 400);
      for (const [index, { x, y }] of spots.entries()) {
        assert.ok(x > 0 && x < 600 && y > 0 && y < 400);
        for (const other of spots.slice(index + 1)) assert.ok(Math.hypot(other.x - x, other.y - y) > 20);
      }
    }
  });

  it('has room for the name of each of 20 nodes, off all others', () => {
    const nameBox = ({ x, y, side }: Spot): Box => {
      const wide = 70;
      const left = { left: x - 15 - wide, right: x + 15, above: x - wide / 2, below: x - wide / 2 }[side];
      const middle = { left: y, right: y, above: y - 20, below: y + 22 }[side];
      return { left, right: left + wide, top: middle - 7, bottom: middle + 7 };
    };
    for (const [width, height] of [[540, 310], [400, 225]] as const) {
      const spots = layOutNodes(nodes(19, 1), width, height);
      for (const [index, spot] of spots.entries()) {
        const name = nameBox(spot);
        assert.ok(name.left >= 0 && name.right <= width && name.top >= 0 && name.bottom <= height);
        for (const [other, { x, y }] of spots.entries()) {
          if (other === index) continue;
          assert.ok(!overlaps(name, { left: x - 8, right: x + 8, top: y - 8, bottom: y + 8 }), `name of ${index} on node ${other}`);
          assert.ok(!overlaps(name, nameBox(spots[other]!)), `names of ${index} and ${other}`);
        }
      }
    }
  });

  it('puts a few given nodes into the middle of a crowd', () => {
    const spots = layOutNodes(nodes(10, 1), 600, 400);
    assert.deepEqual([spots[10]!.x, spots[10]!.y], [300, 200]);
  });

  it('keeps together what is near, where some ways are far longer than others', () => {
    const link = (a: number, b: number, ms: number) => ({ a, b, usualMs: ms });
    const shores = placesOf(3, [link(0, 1, 1), link(0, 2, 70), link(1, 2, 70)])!;
    assert.deepEqual(shores, [[0, 1], [2]]);
    const [reader, copy, leader] = layOutPlaces(nodes(3, 0), shores, 600, 400);
    assert.ok(Math.max(reader!.x, copy!.x) < 300 && leader!.x > 300);
    assert.equal(placesOf(3, [link(0, 1, 5), link(0, 2, 18), link(1, 2, 5)]), undefined, 'about as far');
    assert.equal(placesOf(3, [link(0, 1, 1), link(0, 2, 200), link(1, 2, 1)]), undefined, 'a single slow link between neighbours');
  });

  it('leads ways back and forth past each other', () => {
    const [from, to] = layOutNodes(nodes(2, 0), 600, 400) as [Spot, Spot];
    const there = onTheWay(from, to, 0.5);
    const back = onTheWay(to, from, 0.5);
    assert.ok(Math.hypot(there.x - back.x, there.y - back.y) > 10);
    assert.deepEqual([onTheWay(from, to, 0), onTheWay(from, to, 1)].map(({ x, y }) => [x, y]), [[from.x, from.y], [to.x, to.y]]);
  });
});

describe('playing', () => {
  it('is as fast as the part in view needs to be followed', () => {
    assert.equal(fittingSpeed(60e6), 5);
    assert.equal(fittingSpeed(100e3), 0.01);
    assert.equal(fittingSpeed(1), 0.001);
  });
});

describe('a heat map', () => {
  const track: SampleTrack = { type: 'sample', chart: 'Load', label: 'b-1', unit: '', style: 'step', timeUs: Float64Array.of(100, 140, 145, 200), value: Float64Array.of(1, 8, 2, 4) };

  it('shows the greatest value of each column, and joins columns of equal heat', () => {
    assert.deepEqual(layOutHeat(track, 8, { fromUs: 100, toUs: 200 }, 100, 10), [
      { x: 0, width: 40, heat: 0.15 }, { x: 40, width: 10, heat: 1 }, { x: 50, width: 50, heat: 0.25 },
    ]);
  });

  it('is empty before the first sample and after the last', () => {
    assert.deepEqual(layOutHeat(track, 8, { fromUs: 0, toUs: 300 }, 3, 1).map(({ x }) => x), [1, 2]);
    assert.deepEqual(layOutHeat({ ...track, timeUs: new Float64Array(), value: new Float64Array() }, 8, { fromUs: 0, toUs: 300 }, 3, 1), []);
  });
});

describe('a chart of phases', () => {
  const track: PhaseTrack = { type: 'phase', chart: 'Owner', label: 'p-0', timeUs: Float64Array.of(10, 20, 40), texts: ['a', '', 'b'] };

  it('has a box for each stretch in view, the last until the end of the run, none for nothing', () => {
    assert.deepEqual(layOutPhases(track, { fromUs: 0, toUs: 100 }, 90, 100), [{ x1: 10, x2: 20, text: 'a' }, { x1: 40, x2: 90, text: 'b' }]);
    assert.deepEqual(layOutPhases(track, { fromUs: 15, toUs: 35 }, 90, 100).map(({ text }) => text), ['a']);
    assert.deepEqual(layOutPhases(track, { fromUs: 50, toUs: 60 }, 90, 100), [{ x1: -4, x2: 104, text: 'b' }]);
  });

  it('tells what it is at an instant', () => {
    assert.deepEqual([5, 10, 25, 80].map(us => wordsAt(track, us)), ['–', 'a', '–', 'b']);
  });
});
