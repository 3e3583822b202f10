import assert from 'node:assert/strict';
import { measure, pooled, quiet, reference, type RunRecord } from '../../../src/course/author.ts';
import type { Scenario } from '../../../src/course/lesson.ts';
import { RecordJob, type RecordedRun } from '../../../src/lab/recordjob.ts';
import type { Recording } from '../../../src/lab/recording.ts';
import { TabulateJob } from '../../../src/lab/tabulatejob.ts';
import type { TwinColumns } from '../../../src/lab/twins.ts';
import { asking, attemptOf, BATCH, drive, syncDrain } from './support.ts';

const HALF = 'export class Node { onRequest(r) { if (r.n % 2) return r.n; return new Promise(() => {}) } }';
const ECHO = 'export class Node { onRequest(r) { return r.n } }';

const missing = (run: RunRecord) => {
  const unheard = run.operations.filter(({ outcome }) => outcome === 'info');
  return { value: 1 + unheard.length, ...(unheard[0] ? { worst: { message: `${unheard[0].client} heard nothing`, atUs: unheard[0].invokedUs, row: unheard[0].invokedRow } } : {}) };
};

async function record(under: Scenario, text: string, { tabulated, drain, run }: { tabulated?: TwinColumns; drain?: typeof BATCH; run?: Omit<RecordedRun, 'seed'> } = {}): Promise<Recording> {
  const twin = () => attemptOf(tabulated ? 'no program' : ECHO);
  return drive(new RecordJob({ lesson: 'l', title: '', picture: undefined, scenario: under, attempt: attemptOf(text, 'record'), twin, tabulated, handler: { name: 'Node', method: 'onRequest' }, seed: 2, ...run, drain: drain ?? await syncDrain() }));
}

describe('a recording', () => {
  const compared = asking({ panel: { visible: 3, hidden: 0 }, measure: [measure('unheard, against the reference', missing).ratio(reference(), 2)] });

  it('is judged by demands that compare with another program on its seed', async () => {
    const { verdict, failures } = await record(compared, HALF);
    assert.deepEqual([verdict, failures.map(({ demand, message }) => [demand, message])], ['failed', [['unheard, against the reference', 'c0 heard nothing']]]);
    assert.equal((await record(compared, ECHO)).verdict, 'passed');
    assert.deepEqual(await record(compared, HALF, { drain: BATCH }), await record(compared, HALF));
  });

  it('names each stretch after the fault that struck then, whatever the order of the plan', async () => {
    const { tracks } = await record(asking({ faults: f => [f.pause('b', 2_000, { lastsMs: 100 }), f.pause('a', 1_000, { lastsMs: 100 })] }), ECHO);
    assert.deepEqual(tracks.flatMap(track => (track.type === 'interval' ? track.spans.map(({ fromUs, text }) => [fromUs, text]) : [])), [
      [1_000_000, 'a stands still from 1 s to 1.1 s.'], [2_000_000, 'b stands still from 2 s to 2.1 s.'],
    ]);
  });

  it('says what the missed demands compare with', async () => {
    assert.deepEqual((await record(compared, HALF)).missedTwins, [{ demand: 'unheard, against the reference', twin: { kind: 'reference' } }]);
    assert.deepEqual((await record(compared, ECHO)).missedTwins, []);
  });

  it('can be made without some of the faults, of the scenario or of a plan', async () => {
    const pauses = asking({ faults: f => [f.pause('b', 2_000, { lastsMs: 100, id: 'late' }), f.pause('a', 1_000, { lastsMs: 100 })] });
    const { faults: plan } = await record(pauses, ECHO);
    for (const given of [undefined, plan]) {
      const one = await record(pauses, ECHO, { run: { plan: given, without: { fault: 'late' } } });
      assert.deepEqual(one.plan, ['a stands still from 1 s to 1.1 s.']);
      assert.deepEqual((await record(pauses, ECHO, { run: { plan: given, without: { fault: undefined } } })).plan, []);
    }
    assert.equal((await record(pauses, ECHO, { run: { plan } })).traceHash, (await record(pauses, ECHO)).traceHash);
  });

  it('takes what was tabulated instead of a run', async () => {
    const tabulated = await drive(new TabulateJob({ scenario: compared, twin: () => attemptOf(ECHO), drain: await syncDrain() }));
    assert.deepEqual(await record(compared, HALF, { tabulated }), await record(compared, HALF));
  });

  it('is judged by what the same program reaches without faults, and by its part of a pooled demand', async () => {
    const faults: Scenario['faults'] = f => [f.lose({ kind: 'reply' }, 1)];
    const lost = { faults: (f: Parameters<Scenario['faults']>[0]) => [f.pause('a', 0, { lastsMs: 4_000 }), ...faults(f)] };
    const withoutFaults = asking({ ...lost, measure: [measure('unheard, against a quiet run', missing).ratio(quiet(), 1)] });
    const together = asking({ ...lost, pooled: [pooled('unheard in all', run => ({ values: [missing(run).value], ...(missing(run).worst ? { worst: missing(run).worst! } : {}) })).ratio(reference(), 0.5)] });
    assert.deepEqual((await record(withoutFaults, ECHO)).failures.map(({ demand }) => demand), ['unheard, against a quiet run']);
    assert.deepEqual((await record(together, ECHO)).failures.map(({ demand }) => demand), ['unheard in all']);
  });
});
