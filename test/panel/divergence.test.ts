import assert from 'node:assert/strict';
import { bothRows } from '../../src/panel/model/bothRuns.ts';
import { divergenceOf, divergenceSentence } from '../../src/panel/model/divergence.ts';
import { runOf } from '../../src/panel/model/run.ts';
import { Commands } from '../../src/panel/state/commands.ts';
import { Comparison } from '../../src/panel/state/comparison.ts';
import { Store } from '../../src/panel/state/store.ts';
import { exampleRecording } from './recording.ts';
import { recordingOf, type Row } from './trace.ts';

const talk: readonly Row[] = [
  { at: 100, kind: 'send', node: 0, peer: 1, ref: 1, label: 'ask', data: { n: 1 }, line: 3 },
  { at: 250, kind: 'deliver', node: 1, peer: 0, ref: 1, cause: 0 },
  { at: 4_105_000, kind: 'send', node: 1, peer: 0, ref: 2, label: 'answer', data: { n: 2 } },
];

function told(one: readonly Row[], other: readonly Row[]): string {
  const [a, b] = [runOf(recordingOf(one)), runOf(recordingOf(other))];
  return divergenceSentence(a, b, divergenceOf(a.recording.trace, b.recording.trace), 'the other run');
}

describe('where two runs part', () => {
  it('is nowhere if the same happens, whatever the programs note, keep and are numbered', () => {
    const noted = talk.flatMap((row): Row[] => [{ ...row, ref: 7, line: 99, ...(row.cause === undefined ? {} : { cause: 0 }) }, { at: row.at, kind: 'log', node: 0, label: 'info' }, { at: row.at, kind: 'state', node: 0, data: { x: row.at } }]);
    assert.equal(divergenceOf(recordingOf(talk).trace, recordingOf(noted).trace), undefined);
    assert.equal(told(talk, noted), 'The same happens in this run and in the other run, from beginning to end.');
  });

  it('is the first event that is not told the same', () => {
    const silent = [...talk.slice(0, 2), { at: 4_200_000, kind: 'timerFire', node: 0, label: 'retry' } as const];
    assert.deepEqual(divergenceOf(recordingOf(talk).trace, recordingOf(silent).trace), { rows: [2, 2], atUs: 4_105_000 });
    assert.equal(told(talk, silent), 'Until 4.105 s both runs are the same; then b sends answer to a in this run, and a timer retry fires in the other run.');
  });

  it('tells the content or the instant where all else is the same, and when one ends', () => {
    assert.match(told(talk, [...talk.slice(0, 2), { ...talk[2]!, data: { n: 3 } }]), /then b sends answer to a in both, but with \{"n":2\} in this run and \{"n":3\} in the other run\.$/);
    assert.match(told(talk, [...talk.slice(0, 2), { ...talk[2]!, at: 4_205_000 }]), /^Until 4\.105 s .* in both, but 100 ms later in the other run\.$/);
    assert.match(told(talk, talk.slice(0, 2)), /in this run, and nothing more happens in the other run\.$/);
    assert.match(told([], talk.slice(2)), /then nothing more happens in this run, and b sends answer to a in the other run\.$/);
    assert.match(told([{ at: 0, kind: 'timerFire', node: 0 }], talk.slice(2)), /^The runs differ from the beginning: a timer fires in this run/);
  });

  it('does not depend on the tables of strings and nodes', () => {
    const other = recordingOf([{ at: 0, kind: 'note', node: 2, label: 'zzz' }, ...talk.map(row => ({ ...row, ...(row.cause === undefined ? {} : { cause: row.cause + 1 }) }))]);
    const trace = { ...other.trace, nodes: [...other.trace.nodes].reverse(), node: other.trace.node.map(node => (node < 0 ? node : 3 - node)), peer: other.trace.peer.map(node => (node < 0 ? node : 3 - node)) };
    assert.equal(divergenceOf(recordingOf(talk).trace, trace), undefined);
  });

  it('is what a fault does, not that it is in force', () => {
    const [one, other] = [runOf(exampleRecording()), runOf(exampleRecording({ without: 'crash' }))];
    const { rows, atUs } = divergenceOf(one.recording.trace, other.recording.trace)!;
    assert.equal(atUs, 1_800_000);
    assert.match(divergenceSentence(one, other, { rows, atUs }, 'the run without the fault'), /^Until 1\.8 s both runs are the same; then replica-2 crashes in this run, and /);
  });

  it('is the first row of the list of both that is not shared', () => {
    const [one, other] = [runOf(exampleRecording()), runOf(exampleRecording({ without: 'crash' }))];
    const both = bothRows(one, other);
    assert.deepEqual(both.one.filter(row => row >= 0), one.events);
    assert.deepEqual(both.other.filter(row => row >= 0), other.events);
    const timesUs = Array.from(both.one, (row, index) => (row >= 0 ? one.recording.trace.timeUs[row]! : other.recording.trace.timeUs[both.other[index]!]!));
    assert.deepEqual(timesUs, [...timesUs].sort((a, b) => a - b));
    assert.equal(timesUs[both.one.findIndex((row, index) => row < 0 || both.other[index]! < 0)], 1_800_000);
  });
});

describe('a comparison', () => {
  function comparing() {
    const store = new Store();
    const commands = new Commands(store, { openSource: () => {}, foresee: () => {} });
    commands.show(runOf(exampleRecording()));
    const comparison = new Comparison(store, commands, { openSource: () => {}, foresee: () => {} });
    comparison.begin(runOf(exampleRecording({ without: 'crash', durationMs: 3_000 })), 'the run without the fault');
    return { store, comparison };
  }

  it('selects the first difference in both runs on one scale and cursor', () => {
    const { store, comparison } = comparing();
    assert.equal(store.cursorUs.value, 1_800_000);
    assert.equal(store.selected.value, store.diverged.value);
    assert.equal(comparison.other.selected.value, comparison.other.diverged.value);
    assert.equal(comparison.other.cursorUs.value, 1_800_000);
    assert.equal(store.run.value!.endUs, comparison.other.run.value!.endUs);
  });

  it('swaps the runs and ends, with the time axis as it was', () => {
    const { store, comparison } = comparing();
    const alone = runOf(exampleRecording()).endUs;
    const below = comparison.other.run.value!.recording;
    comparison.swap();
    assert.equal(store.run.value!.recording, below);
    comparison.swap();
    comparison.end();
    assert.deepEqual([store.run.value!.endUs, comparison.told.value, comparison.other.run.value, store.diverged.value], [alone, undefined, undefined, -1]);
  });
});
