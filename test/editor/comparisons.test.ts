import assert from 'node:assert/strict';
import { comparisonsOf, type WhatIsKnown } from '../../src/editor/model/comparisons.ts';

const crash = { id: 'crash-1', kind: 'crash', start: { atMs: 5 }, node: 'a' } as const;
const cut = { id: 'cut-1', kind: 'cut', start: { atMs: 9 }, from: ['a'], to: ['b'], oneWay: false } as const;
const known = (more: Partial<WhatIsKnown> = {}): WhatIsKnown => ({
  recording: { plan: ['a crashes.', 'a is cut off.'], faults: { faults: [crash, cut], off: [] }, missedTwins: [] }, before: false, changed: false, passed: false, ...more,
});
const idsOf = (more?: Partial<WhatIsKnown>): string[] => comparisonsOf(known(more)).map(({ id }) => id);

describe('what a run can be compared with', () => {
  it('is the same program without faults, one by one, and the program it began as', () => {
    assert.deepEqual(comparisonsOf(known()).map(({ id, about }) => [id, about]), [['without crash-1', 'a crashes.'], ['without cut-1', 'a is cut off.'], ['without ', undefined], ['starter', undefined]]);
    assert.deepEqual(idsOf({ recording: { plan: [], faults: { faults: [], off: [] }, missedTwins: [] } }), ['starter']);
  });

  it('is first of all the program as it is now, and as it was before', () => {
    assert.deepEqual(idsOf({ changed: true, before: true }).slice(0, 2), ['now', 'before']);
  });

  it('is the solution only after a pass, or where a missed demand compares with it', () => {
    assert.ok(!idsOf().includes('reference'));
    assert.ok(idsOf({ passed: true }).includes('reference'));
    const { recording } = known();
    const missed = comparisonsOf(known({ passed: true, recording: { ...recording, missedTwins: [{ demand: 'as quick as the solution', twin: { kind: 'reference' } }] } }));
    assert.deepEqual(missed.filter(({ id }) => id === 'reference').map(({ about }) => about), ['as quick as the solution']);
  });
});
