import assert from 'node:assert/strict';
import { gradeOf } from '../../../src/cli/grade/grade.ts';
import { annotations } from '../../../src/cli/grade/reports/annotations.ts';
import { junitReport } from '../../../src/cli/grade/reports/junit.ts';
import { markdownReport } from '../../../src/cli/grade/reports/markdown.ts';
import type { Reported } from '../../../src/cli/grade/reports/words.ts';
import type { LessonResult } from '../../../src/cli/grade/result.ts';
import { Folder } from '../faultlab.ts';
import { assignmentIn, failed, lesson, passed } from './graded.ts';

const HOSTILE = 'a | b\n::error::x, <script>alert(1)</script> ]]> [link](javascript:0) \x1b[31m\0 & 50%';

describe('the reports of a grade', () => {
  const folder = new Folder();
  const { assignment } = assignmentIn(folder);
  after(() => folder.remove());
  const reported = (result: LessonResult): Reported => ({ assignment, grade: gradeOf(assignment, () => result) });
  const judged = (message: string): Reported => reported({ kind: 'judged', scenarios: lesson.scenarios.map(({ id }) => (id === 'dark-office' ? failed(id, message) : passed(id))) });

  it('name hidden scenarios only once they have failed', () => {
    const hidden = lesson.scenarios.filter(scenario => scenario.hidden);
    for (const report of [junitReport(judged('x')), markdownReport(judged('x'))]) {
      assert.match(report, /dark-office/);
      for (const { id, label } of hidden.filter(scenario => scenario.id !== 'dark-office')) assert.ok(report.includes(label) && !report.includes(id), id);
    }
  });

  it('give partial credit', () => {
    const { grade } = judged('x');
    assert.deepEqual([grade.points, grade.of, grade.lessons[0]!.verdict], [5, 6, 'failed']);
    assert.deepEqual(grade.lessons[0]!.scenarios.map(({ points, of }) => [points, of]), lesson.scenarios.map(({ id }) => [id === 'dark-office' ? 0 : 1, 1]));
  });

  it('let no program write markup into JUnit XML', () => {
    const report = junitReport(judged(HOSTILE));
    assert.match(report, /<testsuites tests="6" failures="1" errors="0" skipped="0">/);
    assert.equal(report.split('<failure').length, 2);
    assert.doesNotMatch(report, /<script|\x1b|\0/);
    assert.doesNotMatch(report, /time(stamp)?="/);
  });

  it('let no program write markup into Markdown', () => {
    const row = markdownReport(judged(HOSTILE)).split('\n').find(line => line.includes('dark-office'))!;
    assert.equal(row.replace(/\\\|/g, '').split('|').length, 6, row);
    assert.doesNotMatch(row, /<script|[^\\]\[link|\x1b/);
    assert.ok(row.includes('&lt;script&gt;') && row.includes('<br>::error::x'));
  });

  it('let no program write workflow commands of its own', () => {
    const [line, ...more] = annotations(judged(HOSTILE), file => `repo/${file}`);
    assert.deepEqual(more, []);
    assert.ok(line!.startsWith('::error file=repo/faultlab/x/exercise.ts,line=3,col=5,title=1.1 What Makes a System Distributed?%3A dark-office::a | b%0A::error::x'), line);
    assert.ok(line!.endsWith('50%25') && !line!.includes('\n'));
  });

  it('say why there is no verdict', () => {
    const range = { file: 'faultlab/x/exercise.ts', startLineNumber: 2, startColumn: 1, endLineNumber: 2, endColumn: 2 };
    const problem = reported({ kind: 'problems', problems: [{ message: 'no semicolon', range }] });
    const missing = reported({ kind: 'missing' });
    assert.match(markdownReport(problem), /exercise\.ts:2:1: no semicolon/);
    assert.match(junitReport(problem), /<error message="faultlab\/x\/exercise\.ts:2:1: no semicolon" type="problems"\/>/);
    assert.match(annotations(problem, file => file)[0]!, /^::error file=faultlab\/x\/exercise\.ts,line=2,col=1,/);
    assert.match(markdownReport(missing), /0 of 6 points\n\nthere is no faultlab\/01-fundamentals\/01-what-makes-it-distributed\/exercise\.ts/);
    assert.match(annotations(missing, file => file)[0]!, /^::error file=faultlab\/01-fundamentals\/01-what-makes-it-distributed\/exercise\.ts,title=.*::there is no/);
  });
});
