import assert from 'node:assert/strict';
import { actionsTaken, mitigatedAfter, noHarm, toll, verdictRight } from '../../src/check/incident.ts';
import type { Fact, Operation, RunRecord, Series } from '../../src/sim/index.ts';
import { fact, order, runOf } from './runs.ts';

interface Outage {
  /** Whether the promise holds, each 10 s. */
  readonly kept: readonly number[];
  /** Of 100 operations, each 10 s. */
  readonly answered: readonly number[];
  readonly facts?: readonly Fact[];
  readonly said?: unknown;
}

const series = (name: string, values: readonly number[]): Series => ({ name, unit: '', timesUs: values.map((_, index) => (index + 1) * 10_000_000), values });

/** The pager rings at 20 s. */
function outage({ kept, answered, facts = [], said }: Outage): RunRecord {
  const conclusion: Partial<Operation> = said === undefined ? {} : { outcome: 'ok', output: said, heardUs: 60_000_000 };
  return {
    ...runOf({ operations: [order(1, 20_000, conclusion)], facts: [fact('page', 20_000, {}, 'oncall'), fact('injected', 20_000, { cause: 'storm', where: ['api', 'edge'] }), ...facts] }),
    series: new Map([series('Promise/kept', kept), series('Operations/answered', answered), series('Operations/asked', answered.map(() => 100))].map(each => [each.name, each])),
  };
}

const acted = (atMs: number, name: string, ...args: unknown[]): Fact[] => [fact('action', atMs - 5_000, { name, args }, 'oncall'), fact('acted', atMs, { name, args }, 'oncall')];
const mended = outage({ kept: [1, 0, 0, 0, 1, 1], answered: [100, 20, 20, 30, 100, 100], facts: acted(35_000, 'throttle', 'all', 0.2), said: { cause: 'storm', where: 'edge' } });
const broken = outage({ kept: [1, 0, 0, 1, 0, 0], answered: [100, 20, 20, 100, 10, 10], facts: acted(25_000, 'restart', 'db'), said: { cause: 'storm', where: 'db' } });

describe('an incident', () => {
  it('has a verdict that is right if cause and place are', () => {
    assert.deepEqual(verdictRight(mended), { value: 1 });
    assert.equal(verdictRight(broken)!.value, 0);
    assert.match(verdictRight(broken)!.worst!.message, /^You concluded “storm” at db; it was “storm” at api or edge:/);
    assert.match(verdictRight(outage({ kept: [], answered: [] }))!.worst!.message, /^You concluded nothing;/);
  });

  it('is mitigated when the promise begins to hold for good', () => {
    assert.equal(mitigatedAfter(mended)!.value, 20);
    assert.match(mitigatedAfter(mended)!.worst!.message, /last broken at 0:20\. 0:15 throttle\(all, 0\.2\), then success 100 %/);
    assert.equal(mitigatedAfter(broken)!.value, Infinity);
    assert.match(mitigatedAfter(broken)!.worst!.message, /does not hold at the end\. 0:05 restart\(db\), then success 10 %/);
    assert.equal(mitigatedAfter(outage({ kept: [0, 1, 1], answered: [1, 1, 1] }))!.value, 0);
    assert.equal(mitigatedAfter(runOf({})), undefined);
  });

  it('has a toll from the page on', () => {
    assert.equal(toll(mended)!.value, 1 - (20 + 30 + 100 + 100) / 400);
    assert.match(toll(broken)!.worst!.message, /^65 % of all operations from the page to the end came to nothing\./);
  });

  it('counts actions', () => {
    assert.equal(actionsTaken(mended)!.value, 1);
    assert.match(actionsTaken(broken)!.worst!.message, /^restart\(db\) at 0:00: nobody had to do anything/);
    assert.deepEqual(actionsTaken(outage({ kept: [], answered: [] })), { value: 0 });
  });

  it('is told what cannot be undone', () => {
    assert.equal(noHarm(mended), undefined);
    assert.match(noHarm(outage({ kept: [], answered: [], facts: [fact('harm', 50_000, { why: 'the last copy is gone' }, 'oncall')] }))!.message, /^At 0:30 after the page the last copy is gone/);
  });
});
