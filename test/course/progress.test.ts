import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { lessonProgress, mergeProgress, NO_PROGRESS, parseProgress, progressText, withAttempt, withHints, withOpened, withRun, type JudgedRun, type Progress } from '../../src/course/progress.ts';

const noon = new Date('2026-11-25T12:00:00Z');
const one = new Date('2026-11-25T13:00:00Z');
const run = (verdicts: Record<string, JudgedRun['scenarios'][number]['verdict']>, complete = true): JudgedRun => ({
  lesson: 'reliability/retries', version: 'v1', complete,
  scenarios: Object.entries(verdicts).map(([id, verdict]) => ({ id, hidden: id.startsWith('hidden'), verdict })),
});
const of = (progress: Progress) => lessonProgress(progress, 'reliability/retries');

const word = fc.constantFrom('a', 'b', 'c-d', 'module/lesson');
const instant = fc.date({ min: noon, max: one, noInvalidDate: true }).map(date => date.toISOString());
const anyProgress: fc.Arbitrary<Progress> = fc.record({
  format: fc.constant(1 as const),
  lessons: fc.dictionary(word, fc.record({
    openedAt: instant, attempts: fc.uniqueArray(word).map(ids => ids.sort()), hints: fc.nat(4), revealed: fc.uniqueArray(word).map(ids => ids.sort()),
    versions: fc.dictionary(word, fc.record({ scenarios: fc.dictionary(word, fc.constantFrom('passed' as const, 'failed' as const)), passedAt: instant }, { requiredKeys: ['scenarios'] })),
  }, { requiredKeys: ['hints', 'revealed', 'versions'] })),
});

describe('progress', () => {
  it('keeps the best result of each scenario and the first time that one program passed all', () => {
    const first = withRun(NO_PROGRESS, run({ blip: 'passed', outage: 'failed' }), noon);
    assert.deepEqual(of(first).versions['v1'], { scenarios: { blip: 'passed', outage: 'failed' } });
    const second = withRun(first, run({ blip: 'failed', outage: 'passed' }), noon);
    assert.deepEqual(of(second).versions['v1'], { scenarios: { blip: 'passed', outage: 'passed' } }, 'never by one program');
    const third = withRun(withRun(second, run({ blip: 'passed', outage: 'passed' }), noon), run({ blip: 'passed', outage: 'passed' }), one);
    assert.equal(of(third).versions['v1']!.passedAt, noon.toISOString());
  });

  it('is not passed by a run of some scenarios, nor by one that is unjudged', () => {
    assert.equal(of(withRun(NO_PROGRESS, run({ blip: 'passed' }, false), noon)).versions['v1']!.passedAt, undefined);
    const unjudged = of(withRun(NO_PROGRESS, run({ blip: 'passed', outage: 'unjudged' }), noon)).versions['v1']!;
    assert.deepEqual(unjudged, { scenarios: { blip: 'passed' } });
  });

  it('reveals hidden scenarios that did not pass', () => {
    const progress = withRun(NO_PROGRESS, run({ 'hidden-a': 'failed', 'hidden-b': 'passed', 'hidden-c': 'stuck', blip: 'failed' }), noon);
    assert.deepEqual(of(progress).revealed, ['hidden-a', 'hidden-c']);
  });

  it('remembers hints and when an exercise was opened', () => {
    const progress = withOpened(withHints(withHints(withOpened(NO_PROGRESS, 'reliability/retries', one), 'reliability/retries', 2), 'reliability/retries', 1), 'reliability/retries', noon);
    assert.equal(of(progress).hints, 2);
    assert.equal(of(progress).openedAt, noon.toISOString());
  });

  it('counts the programs that were tried on hidden scenarios, each once', () => {
    assert.equal(of(NO_PROGRESS).attempts, undefined);
    const progress = ['a', 'b', 'a'].reduce((value, program) => withAttempt(value, 'reliability/retries', program), NO_PROGRESS);
    assert.deepEqual(of(progress).attempts, ['a', 'b']);
  });

  it('merges in any order, any number of times, without loss', () => {
    fc.assert(fc.property(anyProgress, anyProgress, anyProgress, (a, b, c) => {
      const text = (value: Progress) => progressText(value);
      assert.equal(text(mergeProgress(a, b)), text(mergeProgress(b, a)));
      assert.equal(text(mergeProgress(a, mergeProgress(b, c))), text(mergeProgress(mergeProgress(a, b), c)));
      assert.equal(text(mergeProgress(a, a)), text(a));
      assert.equal(text(mergeProgress(a, NO_PROGRESS)), text(a));
    }));
  });

  it('survives being written and read', () => {
    fc.assert(fc.property(anyProgress, progress => assert.equal(progressText(parseProgress(`\uFEFF${progressText(progress)}`)), progressText(progress))));
  });

  it('refuses what is no progress file', () => {
    for (const text of ['', '{', 'null', '[]', '{}', '{"format":2,"lessons":{}}', '{"format":1,"lessons":{"a":{}}}', '{"format":1,"lessons":{"a":{"hints":-1,"revealed":[],"versions":{}}}}']) {
      assert.throws(() => parseProgress(text), text);
    }
  });
});
