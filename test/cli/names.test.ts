import assert from 'node:assert/strict';
import { findBuiltLesson, findLesson, findScenario } from '../../src/cli/catalogue.ts';
import { didYouMean, nearest } from '../../src/cli/nearest.ts';
import { UsageError } from '../../src/cli/usage.ts';
import { exitCodeOf, lessonVerdict } from '../../src/cli/verdictjson.ts';
import type { ScenarioVerdict } from '../../src/lab/verdict.ts';
import { builtCatalogue } from './faultlab.ts';

const catalogue = builtCatalogue();

describe('lessons by name', () => {
  it('are found by number, id, last part, unique part and title', () => {
    for (const name of ['6.1', 'reliability/retries', 'retries', 'Reliability/Ret', 'retry storms', 'backoff']) assert.equal(findLesson(catalogue, name).id, 'reliability/retries', name);
    for (const name of ['partial-fail', 'Partial Failure']) assert.equal(findLesson(catalogue, name).id, 'fundamentals/partial-failure', name);
  });

  it('are refused where several or none is meant', () => {
    assert.throws(() => findLesson(catalogue, 'all'), /there is no lesson all/);
    assert.throws(() => findLesson(catalogue, 'consistency'), (error: Error) => error instanceof UsageError && /may be 2\.1 consistency\/strong-consistency, 2\.2/.test(error.message));
    assert.throws(() => findLesson(catalogue, 'reliabilty/retrys'), /no lesson reliabilty\/retrys; did you mean reliability\/retries/);
    assert.throws(() => findLesson(catalogue, ''), UsageError);
    assert.throws(() => findBuiltLesson(catalogue, '10.10'), /coming/);
  });

  it('name scenarios by id, alias or label, and tell no hidden name', () => {
    const lesson = findLesson(catalogue, '1.1');
    const hidden = lesson.scenarios.find(scenario => scenario.hidden)!;
    assert.equal(findScenario(lesson, 'hidden-1'), hidden);
    assert.equal(findScenario(lesson, 'Hidden scenario 1'), hidden);
    assert.equal(findScenario(lesson, hidden.id), hidden);
    assert.equal(findScenario(lesson, 'Three Machines').id, 'three-machines');
    const almost = hidden.id.slice(0, -1);
    assert.throws(() => findScenario(lesson, almost), (error: Error) => !error.message.replace(almost, '').includes(hidden.id));
  });
});

describe('the nearest names', () => {
  it('come first, and far ones not at all', () => {
    assert.deepEqual(nearest('runn', ['replay', 'list', 'run', 'check']), ['run']);
    assert.deepEqual(nearest('split-brian', ['consistency/split-brain', 'consensus/raft']), ['consistency/split-brain']);
    assert.equal(didYouMean('zzzzzz', ['run', 'list']), '');
    assert.equal(didYouMean('lst', ['list', 'last']), '; did you mean list or last?');
  });
});

describe('the verdict of a lesson', () => {
  const of = (...verdicts: ScenarioVerdict['verdict'][]) => lessonVerdict('a/b', 'f.ts', verdicts.map((verdict, index) => ({ id: `s${index}`, hidden: false, verdict, seeds: 5, failedSeeds: [], demands: [] })), 1.6);

  it('is that of its worst scenario', () => {
    assert.deepEqual([of('passed', 'passed').verdict, of('passed', 'unjudged').verdict, of('unjudged', 'failed').verdict, of('failed', 'stuck').verdict, of('stuck', 'error').verdict], ['passed', 'unjudged', 'failed', 'stuck', 'error']);
    assert.deepEqual({ seeds: of('passed', 'passed').seeds, durationMs: of('passed').durationMs }, { seeds: 10, durationMs: 2 });
  });

  it('ends the command with 0, 1 or 2', () => {
    assert.deepEqual((['passed', 'failed', 'error', 'stuck', 'unjudged'] as const).map(exitCodeOf), [0, 1, 1, 1, 2]);
  });
});
