import assert from 'node:assert/strict';
import { runOf } from '../../src/panel/model/run.ts';
import { Commands, type Glide } from '../../src/panel/state/commands.ts';
import { restore, saved } from '../../src/panel/state/saved.ts';
import { Store } from '../../src/panel/state/store.ts';
import type { SourceRange } from '../../src/lab/verdict.ts';
import { exampleRecording } from './recording.ts';
import { recordingOf } from './trace.ts';

function panelOf(recording = exampleRecording(), glide?: Glide) {
  const opened: SourceRange[] = [];
  const store = new Store();
  const commands = new Commands(store, { foresee: () => {}, openSource: range => { opened.push(range); } }, glide);
  commands.show(runOf(recording));
  return { store, commands, opened, trace: recording.trace };
}

describe('the panel’s commands', () => {
  it('step through every event once, there and back, also where many share an instant', () => {
    const { store, commands } = panelOf();
    const events = [...store.run.value!.events];
    const walk = (direction: 1 | -1): number[] => events.map(() => {
      const row = store.selected.value;
      commands.step(direction);
      return row;
    });
    commands.selectFirst();
    assert.deepEqual(walk(1), events);
    assert.deepEqual(walk(-1), events.reverse());
  });

  it('show the whole run where a lesson opens with the topology, whose lines tell of a stretch of time, else the surroundings of the failure', () => {
    const rangeOf = (opensWith?: string) => panelOf({ ...exampleRecording(), ...(opensWith === undefined ? {} : { opensWith }) }).store.range.value;
    const wholeUs = panelOf().store.run.value!.endUs;
    const long = ({ fromUs, toUs }: { readonly fromUs: number; readonly toUs: number }): boolean => toUs - fromUs >= wholeUs;
    assert.deepEqual([long(rangeOf('Topology')), long(rangeOf())], [true, false]);
  });

  describe('on the way to another stretch of time', () => {
    const slowly = () => {
      let steps: (() => boolean)[] = [];
      const panel = panelOf(exampleRecording(), (from, to, show) => {
        steps = [() => show({ fromUs: (from.fromUs + to.fromUs) / 2, toUs: (from.toUs + to.toUs) / 2 }), () => show(to)];
      });
      return { ...panel, next: () => steps.shift()!() };
    };

    it('zoom from where it leads', () => {
      const { store, commands, next } = slowly();
      const before = store.range.value;
      commands.zoom(0.5);
      next();
      commands.zoom(0.5);
      next();
      assert.equal(next(), true);
      const span = ({ fromUs, toUs }: typeof before): number => toUs - fromUs;
      assert.ok(Math.abs(span(store.range.value) / span(before) - 0.25) < 1e-9);
    });

    it('stay where somebody else has gone meanwhile', () => {
      const { store, commands, next } = slowly();
      commands.fit();
      next();
      commands.showRange({ fromUs: 1_000, toUs: 2_000 });
      assert.equal(next(), false);
      assert.deepEqual(store.range.value, { fromUs: 1_000, toUs: 2_000 });
    });

    it('let the cursor go to what will be seen', () => {
      const { store, commands, next } = slowly();
      commands.showRange({ fromUs: 1_000, toUs: 2_000 });
      commands.fit();
      next();
      commands.moveTo(500_000);
      assert.equal(next(), true);
      assert.equal(store.cursorUs.value, 500_000);
    });
  });

  it('step from the time cursor when it has been moved off the selection', () => {
    const { store, commands, trace } = panelOf();
    commands.moveTo(1_000_000);
    commands.step(1);
    const next = store.selected.value;
    assert.ok(trace.timeUs[next] > 1_000_000);
    commands.moveTo(1_000_000);
    commands.step(-1);
    assert.ok(trace.timeUs[store.selected.value] <= 1_000_000 && store.selected.value < next);
  });

  it('step on one lane through its events alone', () => {
    const { store, commands } = panelOf();
    const { lanes } = store.run.value!;
    const lane = lanes.ofRow[store.selected.value];
    for (let count = 0; count < 20; count++) {
      const before = store.selected.value;
      commands.stepOnLane(1);
      assert.ok(store.selected.value > before && lanes.ofRow[store.selected.value] === lane);
    }
  });

  it('step through the events of one kind, there and back, or as the buttons are set', () => {
    const { store, commands, trace } = panelOf();
    commands.selectFirst();
    const kind = trace.kind[store.selected.value];
    const rows = [...store.run.value!.events].filter(row => trace.kind[row] === kind);
    for (const row of rows.slice(0, 6)) {
      assert.equal(store.selected.value, row);
      commands.stepOfKind(1);
    }
    commands.stepOfKind(-1);
    assert.equal(store.selected.value, rows[rows.length > 6 ? 5 : rows.length - 2]);
    store.stepsThrough.value = 'node';
    const { ofRow } = store.run.value!.lanes;
    const [at, lane] = [store.selected.value, ofRow[store.selected.value]];
    commands.stepThrough(1);
    assert.ok(store.selected.value > at && ofRow[store.selected.value] === lane);
    store.stepsThrough.value = 'all';
    const before = store.run.value!.events.indexOf(store.selected.value);
    commands.stepThrough(1);
    assert.equal(store.selected.value, store.run.value!.events[before + 1]);
  });

  it('step through what the filter leaves', () => {
    const { store, commands } = panelOf();
    store.filter.value = 'heartbeat sends';
    commands.selectFirst();
    for (const row of store.listed.value) {
      assert.equal(store.selected.value, row);
      commands.step(1);
    }
  });

  it('keep the cursor within the run and in view', () => {
    const { store, commands } = panelOf();
    commands.moveTo(1e12);
    assert.equal(store.cursorUs.value, store.run.value!.endUs);
    assert.ok(store.range.value.toUs >= store.cursorUs.value);
    commands.moveTo(-5);
    assert.equal(store.cursorUs.value, 0);
    assert.ok(store.range.value.fromUs <= 0);
  });

  it('open the line behind an event, and nothing where there is none', () => {
    const { commands, opened } = panelOf(recordingOf([{ at: 0, kind: 'note', node: 0, line: 7 }, { at: 5, kind: 'crash', node: 0 }]));
    commands.choose(0);
    commands.choose(1);
    assert.deepEqual(opened, [{ file: 'exercise.ts', startLineNumber: 7, startColumn: 3, endLineNumber: 7, endColumn: 3 }]);
  });

  it('select the event of a line that is nearest to the cursor', () => {
    const { store, commands, trace } = panelOf();
    commands.moveTo(2_000_000);
    commands.selectLine(trace.sources[0].file, 12);
    const distances = [...store.lit.value].map(row => Math.abs(trace.timeUs[row] - 2_000_000));
    assert.equal(Math.abs(trace.timeUs[store.selected.value] - 2_000_000), Math.min(...distances));
    commands.selectLine(trace.sources[0].file, 999);
    assert.equal(store.lit.value.size, 0);
  });

  it('begin afresh with another recording, but keep the chart that was chosen', () => {
    const { store, commands } = panelOf();
    store.filter.value = 'heartbeat';
    store.chart.value = 'Messages';
    commands.show(runOf(exampleRecording({ clients: 1 })));
    assert.deepEqual([store.filter.value, store.chart.value], ['', 'Messages']);
    commands.show(runOf(recordingOf([])));
    assert.equal(store.chart.value, '');
  });

  it('take up a saved state only for the same recording', () => {
    const { store, commands } = panelOf();
    commands.selectFirst();
    const state = saved(store);
    const same = panelOf().store;
    restore(same, state);
    assert.deepEqual(saved(same), state);
    const other = panelOf(exampleRecording({ clients: 1 })).store;
    const before = saved(other);
    restore(other, state);
    assert.deepEqual(saved(other), before);
  });
});
