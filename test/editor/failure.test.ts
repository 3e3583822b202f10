import { strict as assert } from 'node:assert';
import type { ScenarioVerdict } from '../../src/lab/verdict.ts';
import { failureText, repeated, whereabouts } from '../../src/editor/model/failure.ts';

const failed: ScenarioVerdict = {
  id: 'blip', hidden: false, verdict: 'failed', seeds: 50, failedSeeds: [17],
  demands: [{ name: 'success', kind: 'pooled', ok: false, value: 97.1, limit: 99.5, unit: '%' }, { name: 'no order charged twice', kind: 'always', ok: true }],
};

describe('the words of a failure', () => {
  it('are the counterexample\'s, with its fault plan', () => {
    const first = { seed: 17, timeMs: 4_105, node: 'n2', message: 'order 40 was charged twice', plan: ['n2 is cut off from 4 s to 6 s.'], traceHash: '' };
    assert.equal(failureText({ ...failed, first }), 'order 40 was charged twice\n\nn2 is cut off from 4 s to 6 s.');
    assert.equal(whereabouts(first), 'seed 17 · 4.105 s · n2');
  });

  it('are the missed demands where there is no counterexample', () => {
    assert.equal(failureText(failed), 'success: 97.1% (limit 99.5%)');
  });

  it('are never empty', () => {
    assert.equal(failureText({ ...failed, verdict: 'unjudged', demands: [] }), 'unjudged');
  });
});

describe('a counterexample that is run once more', () => {
  it('fails, passes, or tells nothing where its demand was about many runs', () => {
    assert.equal(repeated({ verdict: 'error' }, undefined), 'fails');
    assert.equal(repeated({ verdict: 'passed' }, undefined), 'passes');
    assert.equal(repeated({ verdict: 'unjudged' }, { kind: 'measure' }), 'passes');
    assert.equal(repeated({ verdict: 'unjudged' }, { kind: 'pooled' }), undefined);
    assert.equal(repeated({ verdict: 'unjudged' }, undefined), undefined);
  });
});
