import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseAssignment } from '../../../src/course/assignment/assignment.ts';
import { faultlab, Folder, root } from '../faultlab.ts';
import { assignmentText, catalogue, lesson } from './graded.ts';

const page = readFileSync(join(root, 'media', 'docs', 'instructors.md'), 'utf8');
const blocks = (language: string): string[] => [...page.matchAll(/```(\w+)\n([^]*?)```/g)].filter(([, found]) => found === language).map(([, , text]) => text!);
const commandLines = blocks('sh').flatMap(text => text.trim().split('\n'));
const workflow = readFileSync(join(root, 'media', 'classroom', 'faultlab.yml'), 'utf8');

describe('the page for instructors', function () {
  this.timeout(120_000);
  const folder = new Folder();
  after(() => folder.remove());

  it('has command lines that work, in their order', async function () {
    // Windows has no openssl.
    if (process.platform === 'win32') this.skip();
    folder.writeLesson(lesson, lesson.solution);
    folder.write(`submissions/ada/faultlab/${lesson.folder}/exercise.ts`, lesson.solution);
    folder.write('week3.assignment.yaml', assignmentText('    private: { folder: private/office, points: 2 }\nseeds: { secret: 2 }\n'));
    folder.write('private/office/scenarios.ts', "import { extraScenarios, variant } from 'faultlab/author';\nexport default extraScenarios(lesson => [variant(lesson.scenario('one-machine'), 'again', {})]);\n");
    // What needs a Redis is run by test/fidelity/gradequeue.test.ts.
    for (const line of commandLines.filter(each => !each.includes('--queue'))) {
      const [program, ...args] = line.split(' ');
      if (program === 'openssl') writeFileSync(join(folder.path, 'seeds.key'), execFileSync(program, args.slice(0, 3)));
      else {
        const { code, err } = await faultlab(args, { cwd: folder.path });
        assert.equal(code, 0, `${line}\n${err}`);
      }
      // The new assignment would run the whole panels of two lessons.
      if (line.includes('assignment pin faultlab/')) folder.write('faultlab/assignment.yaml', assignmentText('seeds: { public: 2 }\n'));
    }
    assert.ok(existsSync(join(folder.path, 'grades', 'gradebook.html')));
  });

  it('shows an assignment that is one', () => {
    const [text] = blocks('yaml');
    const assignment = parseAssignment(text!, 'instructors.md', catalogue);
    assert.deepEqual(assignment.lessons.map(({ points }) => points), [10, 20, 10]);
  });

  it('shows private scenarios that the lesson\'s solution passes', async () => {
    const [, fields] = blocks('yaml');
    folder.write('own.assignment.yaml', `title: Own\n${fields!}`);
    folder.write('private/retries/scenarios.ts', blocks('ts')[0]!);
    for (const what of ['pin', 'check']) {
      const { code, out, err } = await faultlab(['assignment', what, 'own.assignment.yaml'], { cwd: folder.path });
      assert.equal(code, 0, out + err);
    }
  });

  it('comes with a workflow that reads the pinned version and whose options there are', async function () {
    // The workflow's shell is that of Linux.
    if (process.platform === 'win32') this.skip();
    const steps = (parse(workflow) as { jobs: { preview: { steps: { run?: string }[] } } }).jobs.preview.steps.flatMap(({ run }) => run ?? []);
    folder.write('faultlab/assignment.yaml', 'title: A\npinned:\n  faultlab: 0.1.0\n  engine: abc\n');
    const version = execFileSync('sh', ['-c', `echo ${/"faultlab@.*"/.exec(steps[0]!)![0]}`], { cwd: folder.path, encoding: 'utf8' });
    assert.equal(version, 'faultlab@0.1.0\n');
    const { out } = await faultlab(['grade', '--help']);
    for (const [option] of steps[1]!.matchAll(/--\w+/g)) assert.ok(out.includes(`${option} `), option);
  });
});
