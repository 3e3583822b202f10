import assert from 'node:assert/strict';
import { judge } from '../../../src/cli/grade/judge.ts';
import { SecretKey, seedsFor, type SeedChoice } from '../../../src/cli/grade/seeds.ts';
import type { RunOutcome, Stuck } from '../../../src/runner/outcome.ts';
import { stuckVerdict } from '../../../src/runner/outcome.ts';
import type { Runner, RunTask } from '../../../src/runner/runner.ts';
import { failed, lesson, passed } from './graded.ts';

const source = { file: 'faultlab/x/exercise.ts', entry: 'exercise.ts', files: { 'exercise.ts': '' } };
const key = new SecretKey('correct horse battery staple');
const stuck = (scenario: string, reason: Stuck['reason']): Stuck => ({
  scenario, hidden: false, seed: 3, done: 2, reason, message: 'the program took 449 MiB of memory', range: { file: 'f', startLineNumber: 1, startColumn: 1, endLineNumber: 1, endColumn: 2 },
});

/** Runners that answer what `answer` says; `fresh` counts those opened by the grader. */
function runners(answer: (task: RunTask, fresh: number) => Partial<Extract<RunOutcome, { kind: 'done' }>>) {
  const made = { tasks: [] as RunTask[], fresh: 0, disposed: 0 };
  const runner = (fresh: number): Runner => ({
    run: async (task: RunTask) => {
      made.tasks.push(task);
      return { kind: 'done', durationMs: 1, scenarios: [], ...answer(task, fresh) };
    },
    dispose: () => { made.disposed++; },
  }) as unknown as Runner;
  return { ...made, made, first: runner(0), open: () => runner(++made.fresh) };
}

const PANEL: SeedChoice = { kind: 'panel' };
const ids = lesson.scenarios.map(({ id }) => id);

describe('judging for a grade', () => {
  it('gives the verdicts in the lesson\'s order', async () => {
    const { first, open } = runners(({ scenarios }) => ({ scenarios: [...scenarios].reverse().map(passed) }));
    const result = await judge({ lesson, source, seeds: PANEL }, first, open);
    assert.ok(result.kind === 'judged');
    assert.deepEqual(result.scenarios.map(({ id }) => id), ids);
  });

  it('goes on with the other scenarios where the program had to be ended, and believes that only when it happens again alone', async () => {
    const [one, two, ...rest] = ids as [string, string, ...string[]];
    const ends = (again: boolean) => runners(({ scenarios }, fresh) => {
      if (fresh > 0) return again ? { scenarios: [stuckVerdict(stuck(two, 'memory'))], stuck: stuck(two, 'memory') } : { scenarios: [passed(two)] };
      return scenarios.includes(two) ? { scenarios: [passed(one), stuckVerdict(stuck(two, 'memory'))], stuck: stuck(two, 'memory') } : { scenarios: scenarios.map(passed) };
    });
    const twice = ends(true);
    const result = await judge({ lesson, source, seeds: PANEL }, twice.first, twice.open);
    assert.ok(result.kind === 'judged');
    assert.deepEqual(result.scenarios.map(({ verdict }) => verdict), ['passed', 'stuck', ...rest.map(() => 'passed')]);
    const { first } = result.scenarios[1]!;
    assert.deepEqual([first!.message, first!.range, first!.seed], ['the program took more memory than it may have', undefined, 3], 'nothing that differs between machines');
    assert.deepEqual([twice.made.fresh, twice.made.disposed], [1, 1]);
    const once = ends(false);
    const good = await judge({ lesson, source, seeds: PANEL }, once.first, once.open);
    assert.ok(good.kind === 'judged' && good.scenarios.every(({ verdict }) => verdict === 'passed'));
  });

  it('runs the panel, or as many public seeds as are asked for, more where a demand needs the whole panel', async () => {
    const pooled = { ...lesson, scenarios: lesson.scenarios.map((scenario, index) => ({ ...scenario, pooled: index === 0, seeds: 50 })) };
    const { first, open, made } = runners(({ scenarios }) => ({ scenarios: scenarios.map(passed) }));
    await judge({ lesson: pooled, source, seeds: PANEL }, first, open);
    await judge({ lesson: pooled, source, seeds: { kind: 'public', count: 3 } }, first, open);
    assert.deepEqual(made.tasks.map(({ scenarios, seeds }) => [scenarios.length, seeds?.length, seeds?.[0]]), [[6, undefined, undefined], [1, 50, 1], [5, 3, 1]]);
  });

  it('tells of secret seeds neither numbers nor what a program could have seen', async () => {
    const choice: SeedChoice = { kind: 'secret', count: 5, key: key.fingerprint };
    const { first, open, made } = runners(({ scenarios }) => ({ scenarios: scenarios.map(id => failed(id, 'seed 7 at 12 ms, I saw 0.123')) }));
    const result = await judge({ lesson, source, seeds: choice, key }, first, open);
    assert.deepEqual(made.tasks[0]!.seeds, key.seeds(lesson.id, 5));
    assert.ok(result.kind === 'judged');
    assert.deepEqual(result.scenarios[0], { id: ids[0], hidden: false, verdict: 'failed', seeds: 5, failedSeeds: [], demands: [{ name: 'no seat is sold twice', kind: 'always', ok: false }] });
  });
});

describe('secret seeds', () => {
  it('are the same for the same key and lesson, different for others, and all different', () => {
    const seeds = key.seeds('a/b', 1_000);
    assert.deepEqual(key.seeds('a/b', 1_000), seeds);
    assert.deepEqual(key.seeds('a/b', 10), seeds.slice(0, 10));
    assert.equal(new Set(seeds).size, 1_000);
    assert.ok(seeds.every(seed => Number.isInteger(seed) && seed >= 1 && seed < 2 ** 31));
    assert.notDeepEqual(key.seeds('a/c', 10), key.seeds('a/b', 10));
    assert.notDeepEqual(new SecretKey('correct horse battery stapl').seeds('a/b', 10), key.seeds('a/b', 10));
  });

  it('are never those of another key', () => {
    const choice: SeedChoice = { kind: 'secret', count: 5, key: new SecretKey('another key of the course').fingerprint };
    assert.throws(() => seedsFor(choice, 'a/b', { seeds: 50, pooled: false }, key), /another key/);
    assert.throws(() => seedsFor(choice, 'a/b', { seeds: 50, pooled: false }, undefined), /another key/);
  });

  it('do not show in anything that is made of the key', () => {
    assert.equal(JSON.stringify(key), `{"fingerprint":"${key.fingerprint}"}`);
    assert.doesNotMatch(key.fingerprint, /horse/);
  });
});
