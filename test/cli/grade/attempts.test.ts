import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lessonProgress, parseProgress } from '../../../src/course/progress.ts';
import type { LessonVerdict } from '../../../src/lab/verdict.ts';
import { faultlab, Folder } from '../faultlab.ts';
import { assignmentText, lesson } from './graded.ts';

const starter = lesson.files['exercise.ts']!;
const visible = lesson.scenarios.filter(({ hidden }) => !hidden).map(({ id }) => id);
const hidden = lesson.scenarios.filter(scenario => scenario.hidden).map(({ id }) => id);

describe('attempts on hidden scenarios', function () {
  this.timeout(120_000);
  let folder: Folder;
  beforeEach(() => { folder = new Folder(); });
  afterEach(() => folder.remove());

  const assign = (more: string) => folder.write('faultlab/assignment.yaml', assignmentText(`seeds: { public: 1 }\n${more}`));
  const run = async (program: string, ...args: string[]) => {
    folder.writeLesson(lesson, program);
    const { code, out, err } = await faultlab(['run', lesson.id, '--seeds', '1', '--json', ...args], { cwd: folder.path });
    return { code, err, ran: out === '' ? [] : (JSON.parse(out) as LessonVerdict).scenarios.map(({ id }) => id) };
  };
  const attempts = () => lessonProgress(parseProgress(readFileSync(join(folder.path, 'faultlab', 'progress.json'), 'utf8')), lesson.id).attempts!.length;

  it('are counted by faultlab run, and used up leave the visible scenarios', async () => {
    assign('hidden-attempts: 1\n');
    assert.deepEqual((await run(starter, '--scenario', visible[0]!)).ran, [visible[0]]);
    assert.deepEqual((await run(starter)).ran, [...visible, ...hidden]);
    assert.equal(attempts(), 1);
    const other = await run(lesson.solution);
    assert.deepEqual([other.code, other.ran], [0, visible]);
    assert.match(other.err, /the assignment allows 1 program on the hidden scenarios of a lesson, and so many were tried: this one is not run on them/);
    const single = await run(lesson.solution, '--scenario', hidden[0]!);
    assert.deepEqual([single.code, single.ran], [2, []]);
    assert.deepEqual((await run(starter)).ran, [...visible, ...hidden], 'the same program again');
    assert.equal(attempts(), 1);
  });

  it('leave them unjudged in a preview when they are used up, and all of them when it is due', async () => {
    assign('hidden-attempts: 1\n');
    await run(starter);
    folder.writeLesson(lesson, lesson.solution);
    const preview = await faultlab(['grade'], { cwd: folder.path });
    assert.equal(preview.code, 2, preview.out);
    assert.match(preview.out, /✔ Three machines[^]*\? Hidden scenario 1 [^]*2 of 6 points\n\nthe assignment allows 1 program/);
    assign('hidden-attempts: 1\ndue: 2020-01-01T00:00Z\n');
    assert.deepEqual((await run(lesson.solution)).ran, [...visible, ...hidden]);
  });

  it('are nobody\'s business without an assignment that limits them, or with one that is wrong', async () => {
    assign('');
    assert.equal((await run(starter)).ran.length, lesson.scenarios.length);
    folder.write('faultlab/assignment.yaml', 'title: [');
    assert.equal((await run(starter)).ran.length, lesson.scenarios.length);
    assert.throws(attempts, /ENOENT/);
  });
});
