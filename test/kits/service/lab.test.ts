import assert from 'node:assert/strict';
import type { FaultAuthor } from '../../../src/course/faultauthor.ts';
import { incident } from '../../../src/course/labfaults.ts';
import { scenario } from '../../../src/course/lesson.ts';
import type { LabEdge } from '../../../src/kits/service/lab/traffic.ts';
import { ChaosLab } from '../../../src/kits/service/lab/world.ts';
import type { Fault, RunRecord } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';
import { twin } from '../twin.ts';

const EDGES: readonly LabEdge[] = [
  { id: 'sound', usage: 0.5 },
  { id: 'brittle', usage: 0.5, weakness: { to: 'errors', shows: 'failures', share: 0.8 } },
  { id: 'patient', usage: 0.5, weakness: { to: 'delay', shows: 'waiting', share: 0.8 } },
  { id: 'strict', usage: 0.5, weakness: { to: 'delay', shows: 'failures', share: 0.8 } },
  { id: 'viral', usage: 0.5, spreads: true },
  { id: 'unused', usage: 0 },
];

interface Seen {
  readonly pages: number;
  readonly failed: number;
  readonly hits: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** What `body` returns, which has `lab` and is done within 100 s. */
async function experiment(body: string, faults: (f: FaultAuthor) => readonly Fault[] = () => []): Promise<{ readonly output: unknown; readonly record: RunRecord }> {
  const { record } = await runProgram(scenario('lab', {
    symptom: '',
    world: stage => new ChaosLab(stage, { edges: EDGES, claims: [], pagesPerSecond: 150, windowMs: 100_000, handler: 'experiment', harmLimit: 300 }).start(),
    faults,
  }), `export async function experiment(lab) { ${body} }`);
  return { output: record.operations[0]!.output, record };
}

/** Pages of a tenth for whom something is injected for 30 s, and of another tenth for whom nothing is. */
async function compared(edge: string, fault: string, faults?: (f: FaultAuthor) => readonly Fault[]): Promise<{ own: Seen; others: Seen; record: RunRecord }> {
  const { output, record } = await experiment(
    `const [own, others] = [lab.cohort(10), lab.cohort(10)];
    const injection = lab.inject('${edge}', ${fault}, own);
    await lab.sleep(31_000);
    injection.stop();
    return { own: lab.metrics(own, 30_000), others: lab.metrics(others, 30_000) };`, faults);
  return { ...(output as { own: Seen; others: Seen }), record };
}

const ERRORS = `{ kind: 'errors' }`;
const DELAY = `{ kind: 'delay', ms: 3_000 }`;
const share = ({ failed, pages }: Seen): number => failed / pages;
const harmed = ({ facts }: RunRecord): number => Number(facts.filter(({ type }) => type === 'harmed').at(-1)?.data['users'] ?? 0);

describe('a lab for experiments on live traffic', () => {
  it('shows the pages of a cohort: as many as its share, of whom hardly any fail', async () => {
    const { own, others } = await compared('unused', ERRORS);
    for (const { pages, failed, p50Ms, p95Ms } of [own, others]) {
      assert.ok(pages > 350 && pages < 550, String(pages));
      assert.ok(failed < 8 && p50Ms > 150 && p50Ms < 220 && p95Ms < 400);
    }
    assert.equal(own.hits, 0);
  });

  it('harms nobody where a claim is sound, though pages meet the fault', async () => {
    for (const fault of [ERRORS, DELAY]) {
      const { own, others, record } = await compared('sound', fault);
      assert.ok(own.hits > 150 && own.hits < 300, String(own.hits));
      assert.equal(others.hits, 0);
      assert.ok(share(own) < 0.02 && own.p95Ms < 1.3 * others.p95Ms);
      assert.ok(harmed(record) < 5);
    }
  });

  it('shows a weakness to the cohort alone, by the fault that it is weak to and by no other', async () => {
    const brittle = await compared('brittle', ERRORS);
    assert.ok(share(brittle.own) > 0.25 && share(brittle.others) < 0.02);
    assert.ok(harmed(brittle.record) > 100);
    assert.ok(share((await compared('brittle', DELAY)).own) < 0.02);
    const patient = await compared('patient', DELAY);
    assert.ok(patient.own.p95Ms > 2_500 && patient.others.p95Ms < 400 && share(patient.own) < 0.02);
    assert.ok((await compared('patient', ERRORS)).own.p95Ms < 400);
    assert.ok(share((await compared('strict', DELAY)).own) > 0.25);
    assert.ok(share((await compared('strict', `{ kind: 'delay', ms: 300 }`)).own) < 0.02);
  });

  it('lets what spreads reach everybody, until it ends', async () => {
    const { others, record } = await compared('viral', ERRORS);
    assert.ok(share(others) > 0.05, String(share(others)));
    const [degraded, recovered] = ['degraded', 'recovered'].map(type => record.facts.find(fact => fact.type === type)!);
    assert.equal(degraded!.data['edge'], 'viral');
    assert.ok(degraded!.atUs < 10_000_000 && recovered!.atUs > 31_000_000);
    assert.equal((await compared('viral', DELAY)).record.facts.some(({ type }) => type === 'degraded'), false);
  });

  twin(incident, 'who looks at the cohort alone blames what is sound', f => [incident(f, 0.2, 5_000, 20_000)], async faults => share((await compared('sound', ERRORS, faults)).own) > 0.05);

  it('has bad days, for which nobody is to blame', async () => {
    const { own, others, record } = await compared('sound', ERRORS, f => [incident(f, 0.2, 5_000, 20_000)]);
    assert.ok(share(own) > 0.08 && share(others) > 0.08);
    assert.ok(harmed(record) < 5);
  });

  it('knows nothing of the latest second', async () => {
    const { output } = await experiment(`const users = lab.cohort(50); await lab.sleep(900); const early = lab.metrics(users, 5_000).pages; await lab.sleep(1_200); return [early, lab.metrics(users, 5_000).pages];`);
    const [early, later] = output as [number, number];
    assert.equal(early, 0);
    assert.ok(later > 50 && later < 100, String(later));
  });

  it('gives a user to one cohort at a time', async () => {
    const { output } = await experiment(`const first = lab.cohort(60);
      let refused; try { lab.cohort(50); } catch (error) { refused = error.message; }
      first.release();
      lab.cohort(100);
      let released; try { lab.metrics(first, 1_000); } catch (error) { released = error.message; }
      return [refused, released];`);
    assert.deepEqual(output, ['cohort: 50 % of the users are not free; 60 % are in cohorts that were not released', 'metrics: the cohort was released']);
  });

  it('ends what was injected with its cohort, and with the experiment', async () => {
    const { record } = await experiment(`const [a, b] = [lab.cohort(5), lab.cohort(5)]; lab.inject('sound', ${ERRORS}, a); lab.inject('sound', ${DELAY}, b); await lab.sleep(1_000); a.release(); await lab.sleep(1_000); return [];`);
    assert.deepEqual(record.facts.filter(({ type }) => type === 'stopped').map(({ atUs, data }) => [atUs / 1_000, data['fault']]), [[1_000, 'errors'], [2_000, 'delay']]);
  });

  it('takes nothing that makes no sense', async () => {
    const { output } = await experiment(`const own = lab.cohort(1); const words = [];
      for (const wrong of [() => lab.cohort(0), () => lab.inject('none', ${ERRORS}, own), () => lab.inject('sound', { kind: 'delay' }, own), () => lab.inject('sound', ${ERRORS}, {})]) try { wrong(); } catch (error) { words.push(error.name); }
      return words;`);
    assert.deepEqual(output, Array(4).fill('TypeError'));
  });
});
