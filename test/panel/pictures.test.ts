import assert from 'node:assert/strict';
import { runOf } from '../../src/panel/model/run.ts';
import { Commands } from '../../src/panel/state/commands.ts';
import { Store } from '../../src/panel/state/store.ts';
import type { GridTrack, Recording } from '../../src/lab/recording.ts';
import { recordingOf } from './trace.ts';

const logs: GridTrack = {
  type: 'grid', name: 'Logs', words: {}, labels: [],
  cells: [
    { timeUs: 1, row: 'n1', event: -1, column: 0, text: 'a', group: '1' }, { timeUs: 2, row: 'n2', event: -1, column: 1, text: 'b', group: '2' },
    { timeUs: 3, row: 'n1', event: -1, column: 0, text: 'c', group: '2' }, { timeUs: 4, row: 'n2', event: -1, column: 1, text: '', group: '' },
  ],
  cursors: [{ timeUs: 2, row: 'n1', event: -1, cursor: 'commit', before: 0, says: 0 }],
};

function shown(...recordings: readonly Partial<Recording>[]): Store {
  const store = new Store();
  const commands = new Commands(store, { openSource: () => {}, foresee: () => {} });
  for (const rest of recordings) commands.show(runOf(recordingOf([{ at: 5, kind: 'note', node: 0 }], rest)));
  return store;
}

describe('pictures of a run', () => {
  it('are those of every run and those that were drawn', () => {
    assert.deepEqual(shown({ pictures: [logs] }).run.value!.pictures.map(({ name }) => name), ['Space-time', 'Topology', 'State', 'Logs']);
  });

  it('open with the lesson’s own, and with what was chosen while the lesson stays', () => {
    const store = shown({ pictures: [logs], opensWith: 'Logs' });
    assert.equal(store.shown.value.name, 'Logs');
    assert.equal(store.drawn('grid'), logs);
    store.picture.value = 'State';
    new Commands(store, { openSource: () => {}, foresee: () => {} }).show(runOf(recordingOf([{ at: 5, kind: 'note', node: 0 }], { pictures: [logs], opensWith: 'Logs' })));
    assert.equal(store.shown.value.name, 'State');
  });

  it('fall back to the space-time diagram where a run has not the chosen one', () => {
    assert.equal(shown({ opensWith: 'Logs' }).shown.value.name, 'Space-time');
  });
});
