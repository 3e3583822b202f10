import assert from 'node:assert/strict';
import { packed, unpacked } from '../../src/panel/packed.ts';
import { inTurns } from '../../src/panel/state/turns.ts';
import { recordingOf } from './trace.ts';

describe('a recording on its way to the page', () => {
  it('arrives as it was sent, whatever its strings are', () => {
    const recording = recordingOf([
      { at: 0, kind: 'note', node: 0, label: '', data: 'ü\u{1f600}' }, { at: 1, kind: 'note', node: 0, label: '\ud83d' }, { at: 2, kind: 'note', node: 0, label: '\ude00 "quoted"\n' },
    ]);
    const { trace } = unpacked(structuredClone(packed(recording)));
    assert.deepEqual(trace, recording.trace);
    assert.equal(unpacked(packed(recordingOf([]))).trace.strings.length, 0);
  });

  it('is read until another one comes', async () => {
    let steps = 0;
    function* work(): Generator<void, string> {
      for (; steps < 10; steps++) {
        const untilMs = performance.now() + 30;
        while (performance.now() < untilMs);
        yield;
      }
      return 'read';
    }
    assert.equal(await inTurns(work(), () => steps >= 3), undefined);
    assert.ok(steps < 10);
    assert.equal(await inTurns(work(), () => false), 'read');
  });
});
