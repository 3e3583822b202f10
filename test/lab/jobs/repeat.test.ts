import assert from 'node:assert/strict';
import { demand } from '../../../src/course/author.ts';
import { asking, BATCH, FILE, judge, syncDrain } from './support.ts';

// This realm is not locked: what a program leaves in a class of the language stays there, as no walls are tested here.
const LEAKS = `Array.left = (Array.left ?? 0) + 1;
const before = Array.left;
export class Node {
  constructor(ctx) { this.ctx = ctx }
  onRequest(r) {
    if (before > 4) this.ctx.send(this.ctx.peers[0], 'hello')
    return r.n
  }
  onMessage() {}
}`;
/** It sends nothing else, and answers something else. */
const LIES = 'Array.left = (Array.left ?? 0) + 1;\nconst before = Array.left;\nexport class Node { onRequest(r) { return before > 3 ? "no" : r.n } }';

describe('a program that does not run the same way twice', () => {
  const clean = (): void => { delete (Array as unknown as { left?: number }).left; };
  beforeEach(clean);
  after(clean);

  for (const [name, drain] of [['after each event', syncDrain], ['in batches', () => Promise.resolve(BATCH)]] as const) {
    it(`is told of with the first event that differs, and its line (promises run ${name})`, async () => {
      const { verdict, demands, failedSeeds, first } = await judge(asking({}), LEAKS, { seeds: [7, 8], drain: await drain() });
      assert.deepEqual([verdict, demands, failedSeeds, first!.seed], ['error', [], [7], 7]);
      assert.match(first!.message, /^Seed 7 does not run the same way twice: at [\d.]+ s (a|b|c) .+ the first time, and .+ the second\. Something that the program keeps outlives a run or is shared between its nodes$/);
      assert.equal(first!.range?.file, FILE);
    });
  }

  it('is found where only its answers differ, if a demand shows it', async () => {
    const allOk = demand('all are answered', run => {
      const lost = run.operations.find(({ outcome }) => outcome !== 'ok');
      return lost && { message: `${lost.client} was told no`, atUs: lost.invokedUs, row: lost.invokedRow };
    });
    const { verdict, first } = await judge(asking({ always: [allOk] }), LIES, { seeds: [1, 2] });
    assert.equal(verdict, 'error');
    assert.match(first!.message, /same way twice/);
  });

  it('is not what everybody else is', async () => {
    const { verdict } = await judge(asking({ faults: f => [f.lose({}, 0.1)] }), 'export class Node { onRequest(r) { return Math.random() < 2 ? r.n : Date.now() } }', { seeds: [1, 2] });
    assert.equal(verdict, 'passed');
  });
});
