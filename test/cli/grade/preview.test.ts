import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { faultlab, Folder } from '../faultlab.ts';
import { assignmentText, lesson } from './graded.ts';

const starter = lesson.files['exercise.ts']!;

describe('faultlab grade, where the learner works', function () {
  this.timeout(60_000);
  let folder: Folder;
  beforeEach(() => { folder = new Folder(); });
  afterEach(() => folder.remove());
  const hand = (exercise: string, more = 'seeds: { public: 2 }\n'): string => {
    folder.write('faultlab/assignment.yaml', assignmentText(more));
    return folder.writeLesson(lesson, exercise);
  };

  it('gives all points to the solution, and ends with 0', async () => {
    hand(lesson.solution);
    const { code, out } = await faultlab(['grade'], { cwd: join(folder.path, 'faultlab', lesson.folder) });
    assert.equal(code, 0, out);
    assert.match(out, /✔ Three machines +2 seeds/);
    assert.match(out, /\n6 of 6 points\nThis is a preview\./);
  });

  it('gives part of them to the starter, ends with 1, and writes every report', async () => {
    hand(starter);
    const { code, out } = await faultlab(['grade', '--junit', 'junit.xml', '--markdown', 'summary.md', '--annotations'], { cwd: folder.path, env: { GITHUB_WORKSPACE: join(folder.path, '..') } });
    assert.equal(code, 1, out);
    assert.match(out, /✘ Three machines[^]*> \d+ \|[^]*faultlab replay/);
    assert.match(out, /\n2 of 6 points\n/);
    const exercise = `${basename(folder.path)}/faultlab/${lesson.folder}/exercise.ts`;
    assert.ok(out.includes(`\n::error file=${exercise},line=`), out);
    assert.match(readFileSync(join(folder.path, 'junit.xml'), 'utf8'), /<testsuites tests="6" failures="4"/);
    assert.match(readFileSync(join(folder.path, 'summary.md'), 'utf8'), /^# A: 2 of 6 points\n/);
  });

  it('gives the same JSON on every machine: no times, and no places of this one', async () => {
    hand(starter);
    const { out } = await faultlab(['grade', '--json'], { cwd: folder.path });
    const { out: again } = await faultlab(['grade', '--json', '--annotations'], { cwd: join(folder.path, 'faultlab') });
    assert.equal(out, again);
    assert.ok(!out.includes(folder.path) && !out.includes('durationMs'));
    const grade = JSON.parse(out) as { assignment: string; lessons: { scenarios: object[] }[] };
    assert.deepEqual(Object.keys(grade), ['assignment', 'points', 'of', 'lessons']);
    assert.deepEqual(Object.keys(grade.lessons[0]!), ['lesson', 'file', 'verdict', 'points', 'of', 'scenarios']);
    assert.deepEqual(Object.keys(grade.lessons[0]!.scenarios[1]!), ['id', 'hidden', 'verdict', 'seeds', 'failedSeeds', 'demands', 'first', 'points', 'of']);
  });

  it('ends with 2 where an exercise is missing or cannot be run, and says what is wrong', async () => {
    folder.write('faultlab/assignment.yaml', assignmentText());
    const missing = await faultlab(['grade'], { cwd: folder.path });
    assert.equal(missing.code, 2);
    assert.match(missing.out, /✘ there is no faultlab[\\/]01-fundamentals.*exercise\.ts\n0 of 6 points/);
    hand('export const x = ;');
    const broken = await faultlab(['grade'], { cwd: folder.path });
    assert.equal(broken.code, 2);
    assert.match(broken.err, /exercise\.ts:1:18: /);
  });

  it('refuses without an assignment, and one that was made with another Faultlab', async () => {
    const nothing = await faultlab(['grade'], { cwd: folder.path });
    assert.deepEqual([nothing.code, /there is no folder faultlab/.test(nothing.err)], [2, true], nothing.err);
    folder.writeLesson(lesson, starter);
    const none = await faultlab(['grade'], { cwd: folder.path });
    assert.match(none.err, /there is no faultlab[\\/]assignment\.yaml .*--assignment/);
    folder.write('faultlab/assignment.yaml', assignmentText().replace(/"engine":"\w+"/, '"engine":"0123456789ab"'));
    const other = await faultlab(['grade'], { cwd: folder.path });
    assert.equal(other.code, 2);
    assert.match(other.err, /the engine \(0123456789ab, here/);
  });
});
