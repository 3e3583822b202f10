import assert from 'node:assert/strict';
import { handsOff, lesson, measure, oracle, pooled, quiet, reference, starter, type RunRecord } from '../../../src/course/author.ts';
import type { Scenario } from '../../../src/course/lesson.ts';
import { lessonJobs } from '../../../src/lab/lessonjobs.ts';
import type { Programs } from '../../../src/lab/programs.ts';
import { TabulateJob } from '../../../src/lab/tabulatejob.ts';
import { idleProgram, type TwinColumns, type TwinTexts } from '../../../src/lab/twins.ts';
import { asking, attemptOf, BATCH, drive, judge, syncDrain } from './support.ts';

const SILENT = 'export class Node { async onRequest(r) { await new Promise(() => {}) } }';
const HALF = 'export class Node { onRequest(r) { if (r.n % 2) return r.n; return new Promise(() => {}) } }';
const ECHO = 'export class Node { onRequest(r) { return r.n } }';
const TEXTS: TwinTexts = { reference: ECHO, starter: SILENT, handsOff: idleProgram({ Node: { kind: 'class', methods: ['onRequest'] } }) };

const missing = (run: RunRecord) => ({ value: 1 + run.operations.filter(({ outcome }) => outcome === 'info').length });
const lossy: Scenario = asking({
  panel: { visible: 12, hidden: 0 }, faults: f => [f.lose({ kind: 'call' }, 0.2), f.pause('a', f.between(0, 500), { lastsMs: 2_000 })],
  measure: [
    measure('against the reference', missing).ratio(reference(), 2), measure('against nobody', missing).ratio(oracle(() => 1), 100), measure('in all', missing).atMost(100),
    measure('against the starter', missing).ratio(starter(), 0.9), measure('against silence', missing).ratio(handsOff(), 100), measure('without faults', missing).ratio(quiet(), 100),
  ],
  pooled: [pooled('missing, against the starter', run => ({ values: [missing(run).value] })).ratio(starter(), 0.9), pooled('missing', run => ({ values: [missing(run).value] })).atMost(100)],
});

const tabulated = async (under: Scenario): Promise<TwinColumns> => drive(new TabulateJob({ scenario: under, twin: kind => attemptOf(TEXTS[kind]), drain: await syncDrain() }));
const never: Partial<TwinTexts> = { reference: 'no program', starter: 'no program', handsOff: 'no program' };

describe('twins', () => {
  it('of pooled demands are compared over all runs', async () => {
    const verdict = await judge(lossy, HALF, { twins: TEXTS });
    assert.deepEqual(verdict.demands.filter(({ kind }) => kind === 'pooled').map(({ ok, unit }) => [ok, unit]), [[true, '×'], [true, undefined]]);
    assert.ok(verdict.demands.at(-2)!.value! < 0.9);
    const { value, ok } = (await judge(lossy, SILENT, { twins: TEXTS })).demands.at(-2)!;
    assert.deepEqual([value, ok], [1, false]);
  });

  it('that are tabulated give the same verdicts, and are not run again', async () => {
    const columns = await tabulated(lossy);
    for (const text of [ECHO, HALF, SILENT]) {
      const live = await judge(lossy, text, { twins: TEXTS });
      assert.deepEqual(await judge(lossy, text, { twins: never, tabulated: columns }), live);
      assert.deepEqual(await judge(lossy, text, { twins: never, tabulated: columns, drain: BATCH }), live);
    }
  });

  it('are tabulated as JSON', async () => {
    const columns = await tabulated(lossy);
    assert.deepEqual(JSON.parse(JSON.stringify(columns)), columns);
    assert.deepEqual(columns.measure.map(column => column?.length), [12, undefined, undefined, 12, 12, undefined]);
    const endless = asking({ panel: { visible: 2, hidden: 0 }, measure: [measure('endless', () => ({ value: Infinity })).ratio(reference(), 1)] });
    assert.deepEqual((await tabulated(endless)).measure, [null]);
  });

  it('are run for seeds beyond the panel, and for fewer where all count together', async () => {
    const columns = await tabulated(lossy);
    for (const seeds of [[3, 40], [1, 2, 3]]) {
      assert.deepEqual(await judge(lossy, HALF, { twins: TEXTS, seeds, tabulated: columns }), await judge(lossy, HALF, { twins: TEXTS, seeds }));
      await assert.rejects(judge(lossy, HALF, { twins: never, seeds, tabulated: columns }));
    }
  });

  it('are run for a plan that is not the scenario\'s', async () => {
    const jobs = lessonJobs({ id: 'l', title: '', lesson: lesson({ handlers: { Node: { kind: 'class' } }, scenarios: [lossy] }), twins: TEXTS, given: {}, key: 'k' }, { key: 'k', scenarios: [await tabulated(lossy)] });
    const programs: Programs = { explore: attemptOf(HALF), twin: () => { throw new Error('a twin is run'); } };
    await drive(jobs.run(lossy.id, programs, {}, await syncDrain()));
    const planned = jobs.run(lossy.id, programs, { plan: { faults: [], off: [] } }, await syncDrain());
    await assert.rejects(drive(planned), /a twin is run/);
  });

  it('tabulated for another version of the lesson are not used', async () => {
    const chunk = { id: 'l', title: '', lesson: lesson({ handlers: { Node: { kind: 'class' } }, scenarios: [lossy] }), twins: TEXTS, given: {}, key: 'edited' };
    const jobs = lessonJobs(chunk, { key: 'as it was', scenarios: [await tabulated(lossy)] });
    await assert.rejects(drive(jobs.run(lossy.id, { explore: attemptOf(HALF), twin: () => { throw new Error('a twin is run'); } }, {}, await syncDrain())), /a twin is run/);
  });
});
