import assert from 'node:assert/strict';
import { parseFromRunner, parseToRunner, parseWatchdog } from '../../src/runner/messages.ts';
import type { RunRequest } from '../../src/runner/protocol.ts';
import { exampleRecording } from '../panel/recording.ts';

const request: RunRequest = { kind: 'run', id: 1, lesson: 'a/b', source: { file: '/x.ts', entry: 'x.ts', files: { 'x.ts': '' } }, scenario: 'calm' };
const verdict = { id: 'calm', hidden: false, verdict: 'passed', seeds: 1, failedSeeds: [], demands: [] };

describe('messages between runner and child', () => {
  it('pass when they are well formed', () => {
    const plan = { faults: [{ id: 'c', kind: 'crash', start: { atMs: 1 }, node: 'n1', until: { signal: 'fact:sold', nth: 1, afterMs: 5 } }], off: [] };
    for (const message of [request, { ...request, seeds: [1, 2], plan, brief: true, thorough: true }, { kind: 'record', id: 2, lesson: 'a/b', source: request.source, scenario: 'calm', seed: 3 }, { kind: 'explore', id: 3, lesson: 'a/b', source: request.source, scenario: 'calm', strategy: 'pct', seeds: [1, 2] }, { kind: 'stop', id: 3 }, { kind: 'cancel', id: 1 }]) assert.deepEqual(parseToRunner(message), message);
    for (const message of [
      { kind: 'ready', engine: '1', platform: 'Node v24', drain: 'sync', blocked: [] }, { kind: 'started', id: 1, scenario: 'calm', hidden: true }, { kind: 'progress', id: 1, scenario: 'calm', seed: 1, done: 0, total: 9 },
      { kind: 'scenario', id: 1, verdict }, { kind: 'problems', id: 1, problems: [{ message: 'no' }] }, { kind: 'broken', id: -1, message: 'x' }, { kind: 'done', id: 1, durationMs: 1.5, cancelled: false },
    ]) assert.deepEqual(parseFromRunner(message), message);
    assert.deepEqual(parseWatchdog('{"kind":"memory","rssBytes":5,"seed":1,"done":0}'), { kind: 'memory', rssBytes: 5, seed: 1, done: 0 });
  });

  it('let every kind of picture through', () => {
    const example = exampleRecording();
    const recording = { ...example, tracks: [...example.tracks, { type: 'interval', label: 'cut-1', kind: 'cut', spans: [] }], pictures: [{ type: 'grid', name: 'Logs', cells: [], cursors: [] }], opensWith: 'Logs' };
    assert.deepEqual([...new Set(recording.tracks.map(({ type }) => type))].sort(), ['interval', 'phase', 'sample']);
    assert.deepEqual(parseFromRunner({ kind: 'recording', id: 1, recording }), { kind: 'recording', id: 1, recording });
  });

  it('are refused when they are not', () => {
    for (const message of [null, 'run', {}, { kind: 'run' }, { ...request, id: '1' }, { ...request, extra: 1 }, { ...request, seeds: ['1'] }, { ...request, source: { file: 1 } }, { kind: 'halt', id: 1 }]) {
      assert.throws(() => parseToRunner(message), JSON.stringify(message));
    }
    for (const message of [undefined, [], { kind: 'ready' }, { kind: 'scenario', id: 1, verdict: { ...verdict, verdict: 'won' } }, { kind: 'scenario', id: 1, verdict: { ...verdict, failedSeeds: 'none' } }, { kind: 'progress', id: 1 }, { kind: 'done', id: 1, durationMs: 'x', cancelled: 0 }]) {
      assert.throws(() => parseFromRunner(message), JSON.stringify(message));
    }
    for (const line of ['', '{', '{}', '{"kind":"busy"}', '{"kind":"memory","rssBytes":"5"}', 'null']) assert.throws(() => parseWatchdog(line), line);
  });
});
