import assert from 'node:assert/strict';
import { perRun } from '../../src/check/perrun.ts';
import { World } from '../../src/sim/index.ts';

describe('what is worked out of a run', () => {
  it('is so once, and anew where the run has gone on', () => {
    let times = 0;
    const soldIn = perRun((run: ReturnType<World['history']['finish']>) => {
      times++;
      return run.facts.filter(({ type }) => type === 'sold').length;
    });
    const { history } = new World({ seed: 1, mode: 'explore' });
    history.fact('sold', {});
    const early = history.finish();
    assert.deepEqual([soldIn(early), soldIn(early), times], [1, 1, 1]);
    history.fact('sold', {});
    assert.equal(soldIn(history.finish()), 2);
  });
});
