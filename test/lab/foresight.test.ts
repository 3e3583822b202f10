import assert from 'node:assert/strict';
import { chanceOf, findJump, jumpOf, type Chances, type Moment } from '../../src/lab/foresight.ts';
import { tellForesight } from '../../src/lab/foresightwords.ts';
import { TraceKind, type Trace } from '../../src/sim/trace.ts';

/** Looks where `brokenAt` says how many of 50 futures break; notes the positions. */
async function search(instants: number, brokenAt: (position: number) => number, mostMoments = 64) {
  const looked: number[] = [];
  const seen = await findJump({
    instants, mostMoments,
    look: async (position): Promise<Chances> => {
      looked.push(position);
      return { kept: chanceOf(brokenAt(position), 50), redrawn: chanceOf(0, 50) };
    },
  });
  return { seen, looked };
}

const instantsUs = (count: number): number[] => Array.from({ length: count }, (_, index) => 10 * index);

describe('the moment at which a run was lost', () => {
  it('has chances with Wilson’s interval', () => {
    const { low, high } = chanceOf(11, 50);
    assert.deepEqual([low.toFixed(3), high.toFixed(3)], ['0.128', '0.352']);
    assert.deepEqual([chanceOf(0, 50).low, chanceOf(0, 50).high.toFixed(3)], [0, '0.071']);
    assert.deepEqual([chanceOf(50, 50).low.toFixed(3), chanceOf(50, 50).high], ['0.929', 1]);
  });

  it('is found wherever it is, with few looks', async () => {
    for (const at of [1, 2, 500, 777, 1_998, 1_999]) {
      const { seen, looked } = await search(2_000, position => (position < at ? 3 : 48));
      assert.equal(jumpOf(seen, instantsUs(2_000))?.atUs, 10 * (at - 1), `a jump behind instant ${at - 1}`);
      assert.ok(looked.length <= 18 && new Set(looked).size === looked.length, `${looked.length} looks`);
    }
  });

  it('is the largest of several', async () => {
    const { seen } = await search(600, position => (position < 100 ? 0 : position < 400 ? 15 : 50));
    assert.equal(jumpOf(seen, instantsUs(600))?.atUs, 3_990);
  });

  it('is none where it was certain from the beginning, where nothing rises beyond chance, and where it creeps', async () => {
    assert.equal(jumpOf((await search(100, () => 50)).seen, instantsUs(100)), undefined);
    assert.equal(jumpOf((await search(100, position => (position < 50 ? 20 : 24))).seen, instantsUs(100)), undefined);
    assert.equal(jumpOf((await search(2_000, position => Math.floor(position / 40))).seen, instantsUs(2_000)), undefined);
  });

  it('is looked for no longer than asked', async () => {
    assert.equal((await search(100_000, position => (position < 40_000 ? 0 : 50), 10)).looked.length, 10);
    assert.equal((await search(2_000, position => 20 + Math.floor(position / 400))).looked.length, 7, 'no closer where it only creeps');
  });

  it('is told by the event of its instant', () => {
    const trace = { length: 2, timeUs: Float64Array.of(5, 20), kind: Uint8Array.of(TraceKind.crash, TraceKind.crash), node: Int16Array.of(0, 1), nodes: [{ id: 'a' }, { id: 'b' }], strings: [], label: Int32Array.of(-1, -1), peer: Int16Array.of(-1, -1) } as unknown as Trace;
    const run = { recording: { trace }, operationById: new Map() };
    const moment = (broken: number): Moment => ({ atUs: 0, kept: chanceOf(broken, 50), redrawn: chanceOf(broken, 50) });
    const told = (before: number, after: number) => tellForesight({ demand: 'd', brokenUs: 30, moments: [moment(before), moment(50)], lost: { atUs: 20, before: chanceOf(before, 50), after: chanceOf(after, 50) } }, run, us => `${us} µs`);
    assert.deepEqual(told(2, 49), { sentence: 'Lost at 20 µs: b crashes. Until then it ended like this in 2 of 50 futures, from then on in 49 of 50.', row: 1 });
    assert.match(told(0, 12).sentence, /^The largest of several steps that lost it was at 20 µs: b crashes\..*12 of 50; at the end it was 50 of 50\.$/);
    assert.match(tellForesight({ demand: 'd', brokenUs: 30, moments: [moment(50), moment(50)] }, run, String).sentence, /^It was lost from the beginning/);
    assert.match(tellForesight({ demand: 'd', brokenUs: 30, moments: [moment(2), moment(50)] }, run, String).sentence, /^No single step lost it: at the beginning .* 2 of 50 futures, at the end in 50 of 50\.$/);
    assert.match(tellForesight({ demand: '', brokenUs: 0, moments: [] }, run, String).sentence, /^Nothing that has to hold always/);
  });
});
