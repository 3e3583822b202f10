import assert from 'node:assert/strict';
import type { Exploration } from '../../src/lab/explore/exploration.ts';
import { explore, type ExplorePart } from '../../src/runner/exploring.ts';

const source = { file: 'mine.ts', entry: 'mine.ts', files: { 'mine.ts': '' } };
const seen = (part: Parameters<ExplorePart>[0], more: Partial<Exploration> = {}): Exploration =>
  ({ scenario: part.scenario, strategy: part.strategy, seeds: part.seeds.length, runs: part.seeds.length, events: 10 * part.seeds.length, beyond: 0, ...more });
const found = (seed: number): Exploration['found'] => ({ id: 's', hidden: false, verdict: 'failed', seeds: 1, failedSeeds: [seed], demands: [] });

/** Finds something at the seeds named; takes longer the earlier the seeds are. */
function children(failing: Readonly<Record<string, number>>): { part: ExplorePart; most: () => number } {
  let busy = 0;
  let most = 0;
  return {
    most: () => most,
    part: async (part, { enough }) => {
      most = Math.max(most, ++busy);
      await new Promise(resolve => {
        const timer = setTimeout(resolve, part.runs === undefined && part.strategy === 'exhaustive' ? 60_000 : 40 / part.seeds[0]!);
        enough.addEventListener('abort', () => { clearTimeout(timer); resolve(undefined); });
      });
      busy--;
      const seed = failing[`${part.strategy} ${part.scenario}`];
      const at = seed === undefined ? -1 : part.seeds.indexOf(seed);
      return { kind: 'exploration', exploration: at < 0 ? seen(part) : seen(part, { seeds: at + 1, runs: at + 1, events: 10 * (at + 1), found: found(seed!)! }) };
    },
  };
}

describe('an exploration in several children', () => {
  it('looks at every seed once, with all children', async () => {
    const { part, most } = children({});
    const outcome = await explore(part, { lesson: 'l', source, scenarios: ['s', 't'], strategies: ['random', 'pct'], budget: { seeds: 30 } }, 3);
    assert.ok(outcome.kind === 'done');
    assert.deepEqual(outcome.explorations.map(({ scenario, strategy, seeds }) => [strategy, scenario, seeds]), [['random', 's', 30], ['random', 't', 30], ['pct', 's', 30], ['pct', 't', 30]]);
    assert.equal(most(), 3);
  });

  it('comes to the same however many there are: the first seed that fails, and what was run until then', async () => {
    const task = { lesson: 'l', source, scenarios: ['s', 't'], strategies: ['random', 'pct'] as const, budget: { seeds: 40 } };
    const run = async (workers: number): Promise<unknown> => {
      const told: string[] = [];
      const outcome = await explore(children({ 'random s': 17, 'pct t': 3 }).part, task, workers, { explored: ({ scenario, strategy }) => told.push(`${strategy} ${scenario}`) });
      assert.ok(outcome.kind === 'done');
      assert.deepEqual(told.sort(), ['pct t', 'random s', 'random t']);
      return outcome.explorations;
    };
    const one = await run(1) as Exploration[];
    assert.deepEqual(one.map(({ scenario, found: what, runs }) => [scenario, what?.failedSeeds[0], runs]), [['s', 17, 17], ['t', undefined, 40], ['t', 3, 3]]);
    assert.deepEqual(await run(2), one);
    assert.deepEqual(await run(4), one);
  });

  it('ends when its time is over or somebody stops it, with what there is', async () => {
    const task = { lesson: 'l', source, scenarios: ['s'], strategies: ['exhaustive'] as const };
    const over = await explore(children({}).part, { ...task, budget: { seconds: 0.05 } }, 2);
    assert.ok(over.kind === 'done' && !over.stopped && over.explorations[0]!.runs === 1);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    const stopped = await explore(children({}).part, { ...task, budget: { seconds: 60 } }, 2, { signal: stop.signal });
    assert.ok(stopped.kind === 'done' && stopped.stopped);
  });

  it('takes a program that had to be ended for a finding, and a program that cannot be run for none', async () => {
    const stuck = { scenario: 's', hidden: false, seed: 2, done: 1, reason: 'silent', message: 'it loops' } as const;
    const task = { lesson: 'l', source, scenarios: ['s'], strategies: ['random', 'pct'] as const, budget: { seeds: 4 } };
    const ended = await explore(async () => ({ kind: 'stuck', stuck }), task, 2);
    assert.ok(ended.kind === 'done' && ended.explorations.length === 1 && ended.explorations[0]!.found?.verdict === 'stuck');
    assert.deepEqual(await explore(async () => ({ kind: 'problems', problems: [{ message: 'no' }] }), task, 2), { kind: 'problems', problems: [{ message: 'no' }] });
    await assert.rejects(explore(async () => { throw new Error('gone'); }, task, 2), /gone/);
  });
});
