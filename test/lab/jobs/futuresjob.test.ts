import assert from 'node:assert/strict';
import { demand, type RunRecord } from '../../../src/course/author.ts';
import type { Scenario, ScenarioSpec } from '../../../src/course/lesson.ts';
import { foreseeLoss, FUTURES, type Foresight } from '../../../src/lab/foresight.ts';
import { FuturesJob } from '../../../src/lab/futuresjob.ts';
import { LossJob } from '../../../src/lab/lossjob.ts';
import type { FaultPlan } from '../../../src/sim/index.ts';
import { asking, attemptOf, BATCH, drive, syncDrain } from './support.ts';

/** Draws once, when the third question comes; what it drew decides what the last question hears. */
const FATEFUL = `let unlucky = false;
export class Node { onRequest(r) { if (r.n === 3) unlucky = Math.random() < 0.5; return r.n === 9 && unlucky ? 'no' : r.n } }`;
const ECHO = 'export class Node { onRequest(r) { return r.n } }';

const ALL = Array.from({ length: FUTURES }, (_, number) => number);

const refused = ({ operations }: RunRecord) => {
  const found = operations.find(({ outcome }) => outcome === 'fail');
  return found && { message: `${found.client} was refused`, atUs: found.completedUs!, row: found.completedRow };
};
const asked = (spec: Parameters<typeof asking>[0] = {}): Scenario => asking({ always: [demand('nobody is refused', refused)], ...spec });

async function foresee(scenario: Scenario, text: string, { seed = 1, plan, drain }: { seed?: number; plan?: FaultPlan; drain?: typeof BATCH } = {}): Promise<Foresight> {
  const task = { scenario, attempt: attemptOf(text), seed, plan, drain: drain ?? await syncDrain() };
  const loss = await drive(new LossJob(task));
  return foreseeLoss(loss, fromUs => drive(new FuturesJob({ ...task, parting: { demand: loss.demand, brokenUs: loss.brokenUs, fromUs, futures: ALL } })));
}

/** The first seed on which it fails. */
async function lostSeed(scenario: Scenario, text: string): Promise<number> {
  for (let seed = 1; seed < 20; seed++) if ((await foresee(scenario, text, { seed })).moments.length > 0) return seed;
  throw new Error('no seed fails');
}

describe('the futures of a run', () => {
  it('show when its fate was drawn', async () => {
    const seed = await lostSeed(asked(), FATEFUL);
    const { demand: name, lost, moments, brokenUs } = await foresee(asked(), FATEFUL, { seed });
    assert.equal(name, 'nobody is refused');
    assert.ok(lost && lost.atUs >= 300_000 && lost.atUs < 400_000, `lost at ${lost?.atUs} µs, when question 3 came`);
    assert.ok(lost.before.broken > 5 && lost.before.broken < 45 && lost.after.broken === 50);
    assert.ok(moments.every(({ atUs, kept }) => atUs <= brokenUs + 1 && kept.of === 50 && (atUs <= lost.atUs) === (kept.broken < 50)));
  });

  it('are the same again, and when promises run in batches', async () => {
    const seed = await lostSeed(asked(), FATEFUL);
    const first = await foresee(asked(), FATEFUL, { seed });
    assert.deepEqual(await foresee(asked(), FATEFUL, { seed }), first);
    assert.deepEqual(await foresee(asked(), FATEFUL, { seed, drain: BATCH }), first);
  });

  it('keep the faults to come, or draw them anew', async () => {
    const slow = ({ operations }: RunRecord) => {
      const found = operations.find(({ outcome }) => outcome === 'info');
      return found && { message: `${found.client} heard nothing`, atUs: found.completedUs!, row: found.completedRow };
    };
    const scenario = asking({ final: [demand('everybody hears', slow)], faults: f => [f.pause('a', f.integer(0, 1) === 0 ? 500 : 4_000, { lastsMs: 5_000 })] });
    const seed = await lostSeed(scenario, ECHO);
    const [first, ...later] = (await foresee(scenario, ECHO, { seed })).moments;
    assert.deepEqual([first!.kept.broken, first!.redrawn.broken > 5 && first!.redrawn.broken < 45], [50, true]);
    assert.equal(later.at(-1)!.redrawn.broken, 50, 'what has struck stays');
  });

  it('may be tried by several, each some of them', async () => {
    const seed = await lostSeed(asked(), FATEFUL);
    const task = { scenario: asked(), attempt: attemptOf(FATEFUL), seed, drain: await syncDrain() };
    const tally = (futures: readonly number[]) => drive(new FuturesJob({ ...task, parting: { demand: 'nobody is refused', brokenUs: 900_000, fromUs: 0, futures } }));
    const [all, even, odd] = [await tally(ALL), await tally(ALL.filter(number => number % 2 === 0)), await tally(ALL.filter(number => number % 2 === 1))];
    assert.deepEqual([even.kept + odd.kept, even.redrawn + odd.redrawn], [all.kept, all.redrawn]);
    assert.ok(even.kept > 0 && odd.kept > 0);
  });

  it('end once they have broken what has to hold always, and are played to the end for what has to hold then', async () => {
    const handled = async (kind: 'always' | 'final'): Promise<number> => {
      let longestUs = 0;
      const check = (run: RunRecord) => {
        longestUs = Math.max(longestUs, run.endUs);
        return refused(run);
      };
      const scenario = asking({ [kind]: [demand('nobody is refused', check)] });
      const parting = { demand: 'nobody is refused', brokenUs: 100_000, fromUs: 0, futures: [0, 1, 2] };
      assert.equal((await drive(new FuturesJob({ scenario, attempt: attemptOf("export class Node { onRequest(r) { return 'no' } }"), seed: 1, drain: await syncDrain(), parting }))).kept, 3);
      return longestUs;
    };
    assert.ok(await handled('always') < 400_000 && await handled('final') > 900_000);
  });

  it('are not run a second time where no fault is to come that could be drawn anew', async () => {
    const drawings = async (atMs: number, fromUs: number): Promise<number> => {
      let drawn = 0;
      const faults: ScenarioSpec['faults'] = f => {
        drawn++;
        return [f.pause('a', atMs, { lastsMs: 100 })];
      };
      const task = { scenario: asked({ faults }), attempt: attemptOf(ECHO), seed: 1, drain: await syncDrain() };
      await drive(new FuturesJob({ ...task, parting: { demand: 'nobody is refused', brokenUs: 900_000, fromUs, futures: [0, 1, 2] } }));
      return drawn;
    };
    // Each run draws its faults when it is made and when it becomes a future.
    assert.equal(await drawings(200, 300_000), 2 * 3);
    assert.equal(await drawings(500, 300_000), 2 * 3 + 2 * 3);
  });

  it('are not looked at where nothing broke', async () => {
    assert.deepEqual(await foresee(asked(), ECHO), { demand: '', brokenUs: 0, moments: [] });
  });
});
