import { strict as assert } from 'node:assert';
import type { CatalogueLesson } from '../../src/course/catalogue.ts';
import { lessonProgress, NO_PROGRESS, withOpened, withRun, type Progress } from '../../src/course/progress.ts';
import { isPassed, lastFirst, lessonState, scenarioLabel, scenarioState } from '../../src/editor/model/states.ts';

const scenarios = [
  { id: 'blip', label: 'Blip', hidden: false, symptom: 'some orders fail', seeds: 50, pooled: true },
  { id: 'lost-answers', label: 'Hidden 1', hidden: true, symptom: '', seeds: 200, pooled: true },
];
const lesson = { id: 'reliability/retries', built: true, version: 'v2', scenarios } as unknown as CatalogueLesson;
const now = new Date();
const run = (progress: Progress, version: string, verdicts: readonly ('passed' | 'failed')[]) => withRun(progress, {
  lesson: lesson.id, version, complete: verdicts.length === 2, scenarios: verdicts.map((verdict, index) => ({ ...scenarios[index]!, verdict })),
}, now);
const of = (progress: Progress) => lessonProgress(progress, lesson.id);

describe('states of lessons and scenarios', () => {
  it('go from untried over started and failed to passed', () => {
    const opened = withOpened(NO_PROGRESS, lesson.id, now);
    const failed = run(opened, 'v2', ['passed', 'failed']);
    const passed = run(failed, 'v2', ['passed', 'passed']);
    assert.deepEqual([NO_PROGRESS, opened, run(opened, 'v2', ['passed']), failed, passed].map(each => lessonState(lesson, of(each))), ['untried', 'started', 'started', 'failed', 'passed']);
    assert.deepEqual([NO_PROGRESS, failed, passed].map(each => scenarioState(lesson, 'lost-answers', of(each))), ['untried', 'failed', 'passed']);
  });

  it('tell that an older version was passed', () => {
    const progress = run(run(NO_PROGRESS, 'v1', ['passed', 'passed']), 'v2', ['failed']);
    assert.equal(lessonState(lesson, of(progress)), 'passedOlder');
    assert.equal(scenarioState(lesson, 'blip', of(progress)), 'passedOlder');
    assert.ok(isPassed(lesson, of(progress)));
  });

  it('are "coming" for a lesson that is not built, whatever the progress says', () => {
    const progress = of(run(NO_PROGRESS, 'v2', ['passed', 'passed']));
    assert.equal(lessonState({ ...lesson, built: false }, progress), 'coming');
    assert.equal(scenarioState({ ...lesson, built: false }, 'blip', progress), 'coming');
  });

  it('keep a hidden scenario\'s alias until it has failed or the lesson is passed', () => {
    assert.equal(scenarioLabel(scenarios[1]!, of(run(NO_PROGRESS, 'v2', ['failed', 'passed']))), 'Hidden 1');
    assert.equal(scenarioLabel(scenarios[1]!, of(run(NO_PROGRESS, 'v2', ['passed', 'passed']))), 'Lost answers');
    assert.equal(scenarioLabel(scenarios[1]!, of(run(NO_PROGRESS, 'v2', ['passed', 'failed']))), 'Lost answers');
    assert.equal(scenarioLabel(scenarios[0]!, of(NO_PROGRESS)), 'Blip');
  });

  it('offer the scenario that was run last first', () => {
    assert.deepEqual(lastFirst([{ id: 'a' }, { id: 'b' }, { id: 'c' }], 'b').map(({ id }) => id), ['b', 'a', 'c']);
    assert.deepEqual(lastFirst([{ id: 'a' }, { id: 'b' }], undefined).map(({ id }) => id), ['a', 'b']);
  });
});
