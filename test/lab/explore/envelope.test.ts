import assert from 'node:assert/strict';
import { Envelope } from '../../../src/lab/explore/envelope.ts';
import type { Fault } from '../../../src/sim/index.ts';

const cut = (atMs: number, lastsMs: number): Fault => ({ id: 'cut-1', kind: 'cut', start: { atMs }, lastsMs });
const crash = (atMs: number): Fault => ({ id: 'crash-1', kind: 'crash', start: { atMs } });
const after = (node: string, afterMs: number): Fault => ({ id: 'pause-1', kind: 'pause', start: { signal: `fact:sold@${node}`, nth: 1, afterMs } });

describe('the envelope of a scenario’s faults', () => {
  const envelope = new Envelope([[cut(100, 50), crash(150), after('a', 5)], [cut(300, 70), crash(370), after('b', 9)]].map(faults => ({ faults, off: [] })));

  it('knows between which times each fault lies, after an instant or a signal, at whichever node', () => {
    assert.deepEqual(envelope.timesOf(cut(0, 0)), { startMs: [100, 300], lastsMs: [50, 70] });
    assert.deepEqual(envelope.timesOf(crash(0)), { startMs: [150, 370], lastsMs: undefined });
    assert.deepEqual(envelope.timesOf(after('c', 0))?.startMs, [5, 9]);
    assert.equal(envelope.timesOf({ ...crash(0), id: 'crash-2' }), undefined);
  });

  it('allows the distances between faults that their author draws, and no others', () => {
    assert.ok(envelope.allows([cut(200, 60), crash(260)]));
    assert.ok(!envelope.allows([cut(200, 60), crash(200)]));
    assert.ok(!envelope.allows([cut(200, 60), crash(290)]));
  });
});
