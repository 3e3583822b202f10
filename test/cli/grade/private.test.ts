import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Gradebook } from '../../../src/cli/grade/cohort/book.ts';
import { faultlab, Folder, root } from '../faultlab.ts';
import { assignmentText, lesson } from './graded.ts';

const SCENARIOS = `import { extraScenarios, variant } from 'faultlab/author';
import { never } from './checks.ts';

export default extraScenarios(lesson => [
  variant(lesson.scenario('one-machine'), 'quiet-again', { symptom: 'A secret symptom.' }),
  variant(lesson.scenario('three-machines'), 'loud-evening', { label: 'The loud evening', always: [...lesson.scenario('hidden-1').always, never] }),
]);
`;
const CHECKS = `import { demand } from 'faultlab/author';\nexport const never = demand('a secret demand', () => undefined);\n`;
const starter = lesson.files['exercise.ts']!;

describe('private scenarios', function () {
  this.timeout(120_000);
  let folder: Folder;
  beforeEach(() => {
    folder = new Folder();
    folder.write('private/1.1/scenarios.ts', SCENARIOS);
    folder.write('private/1.1/checks.ts', CHECKS);
    folder.write('week.assignment.yaml', assignmentText('    private: { folder: private/1.1, points: 3 }\nseeds: { public: 2 }\n'));
    folder.write(`all/ada/faultlab/${lesson.folder}/exercise.ts`, lesson.solution);
    folder.write(`all/bob/faultlab/${lesson.folder}/exercise.ts`, starter);
  });
  afterEach(() => folder.remove());

  const run = (...args: string[]) => faultlab(args, { cwd: folder.path });
  const pin = () => run('assignment', 'pin', 'week.assignment.yaml');
  const grade = (...more: string[]) => run('grade', '--submissions', 'all', '--assignment', 'week.assignment.yaml', '--out', 'out', ...more);
  const book = (): Gradebook => JSON.parse(readFileSync(join(folder.path, 'out', 'gradebook.json'), 'utf8')) as Gradebook;

  it('count in the grade beside the lesson\'s own, each with its share', async () => {
    assert.equal((await pin()).code, 0);
    const { code, err } = await grade();
    assert.equal(code, 0, err);
    const [ada, bob] = book().submissions;
    assert.deepEqual([ada!.points, ada!.of, bob!.points, bob!.of], [9, 9, 3.5, 9]);
    assert.deepEqual(bob!.lessons[0]!.scenarios.slice(-2).map(({ id, verdict, points, of }) => [id, verdict, points, of]), [['private-1', 'passed', 1.5, 1.5], ['private-2', 'failed', 0, 1.5]]);
  });

  it('are told of by nothing but their label, on public and on secret seeds', async () => {
    const told = async (): Promise<void> => {
      const { out, err } = await grade(...(secret ? ['--secret-seeds', 'key'] : []));
      const written = readdirSync(join(folder.path, 'out'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
      for (const text of [out, err, ...written]) assert.doesNotMatch(text, /secret (symptom|demand)|quiet-again|loud-evening|Quiet again/);
      const report = readFileSync(join(folder.path, 'out', 'reports', 'bob.md'), 'utf8');
      assert.match(report, /\| Private scenario 1 \| ✅ passed \| 1\.5 of 1\.5 \| {2}\|\n\| The loud evening \| ❌ failed \| 0 of 1\.5 \| failed \|/);
    };
    let secret = false;
    await pin();
    await told();
    secret = true;
    folder.write('key', 'nobody can guess this key of ours');
    folder.write('week.assignment.yaml', readFileSync(join(folder.path, 'week.assignment.yaml'), 'utf8').replace('public: 2', 'secret: 2'));
    await told();
  });

  it('are announced to learners, who need none of their files', async () => {
    await pin();
    const repository = join(folder.path, 'all', 'ada');
    cpSync(join(folder.path, 'week.assignment.yaml'), join(repository, 'faultlab', 'assignment.yaml'));
    const { code, out, err } = await faultlab(['grade', '--markdown', 'summary.md'], { cwd: repository });
    assert.equal(code, 0, err);
    assert.match(out, /^6 of 6 points\n2 private scenarios, 3 points: only the grade is made on them$/m);
    assert.match(readFileSync(join(repository, 'summary.md'), 'utf8'), /\n2 private scenarios, 3 points: only/);
    const { lessons } = JSON.parse((await faultlab(['grade', '--json'], { cwd: repository })).out) as Gradebook['submissions'][number];
    assert.deepEqual([lessons[0]!.scenarios.length, lessons[0]!.private], [lesson.scenarios.length, { scenarios: 2, points: 3 }]);
    const checked = await faultlab(['assignment', 'check', 'faultlab/assignment.yaml'], { cwd: repository });
    assert.equal(checked.code, 0, checked.err);
    assert.match(checked.out, /6 points, and 3 points for 2 private scenarios/);
  });

  it('that are others than the pinned ones, or not there, refuse to grade', async () => {
    const refused = async (pattern: RegExp): Promise<void> => {
      const { code, err } = await grade();
      assert.equal(code, 2);
      assert.match(err, pattern);
    };
    await refused(/made with other private scenarios:\n {2}· those of 1\.1 .* \(not pinned, here [0-9a-f]{12}\)\n.*faultlab assignment pin/);
    await pin();
    folder.write('private/1.1/checks.ts', `${CHECKS}// another one\n`);
    await refused(/those of 1\.1 .* \([0-9a-f]{12}, here [0-9a-f]{12}\)/);
    folder.write('week.assignment.yaml', readFileSync(join(folder.path, 'week.assignment.yaml'), 'utf8').replace('private/1.1', 'elsewhere'));
    await refused(/the private scenarios of 1\.1 .* are not there: there is no elsewhere.scenarios\.ts/);
  });

  it('are tried with the lesson\'s solution before anybody is graded by them', async () => {
    await pin();
    const fair = await run('assignment', 'check', 'week.assignment.yaml');
    assert.deepEqual([fair.code, fair.err], [0, '']);
    assert.match(fair.out, /✔ Private scenario 1 .*\n✔ The loud evening /);
    folder.write('private/1.1/checks.ts', CHECKS.replace('() => undefined', "() => ({ atUs: 0, message: 'nobody can pass this' })"));
    await pin();
    const unfair = await run('assignment', 'check', 'week.assignment.yaml');
    assert.equal(unfair.code, 1);
    assert.match(unfair.out, /✘ The loud evening .*\n +nobody can pass this/);
  });

  it('say where a mistake is', async () => {
    const refused = async (path: string, text: string, pattern: RegExp): Promise<void> => {
      folder.write(path, text);
      const { code, err } = await pin();
      assert.equal(code, 2);
      assert.match(err, pattern);
    };
    await refused('private/1.1/scenarios.ts', SCENARIOS.replace("'one-machine'", "'two-machines'"), /the private scenarios of 1\.1 .* cannot be used:\n {2}private.1\.1.scenarios\.ts:5: .*the lesson has no scenario two-machines; it has one-machine, three-machines, hidden-1/);
    await refused('private/1.1/scenarios.ts', 'export default 1;\n', /scenarios\.ts:1: .*it has to end in "export default extraScenarios/);
    await refused('private/1.1/scenarios.ts', "import { lesson } from '../../all/ada';\nexport default lesson;\n", /scenarios\.ts:1: /);
    await refused('private/1.1/scenarios.ts', SCENARIOS.replace('export default', 'process.exit();\nexport default'), /scenarios\.ts:4: /);
  });

  it('that fail themselves cost nobody points: the program is not graded', async () => {
    folder.write('private/1.1/scenarios.ts', SCENARIOS.replace("{ symptom: 'A secret symptom.' }", "{ world: () => { throw new Error('a secret mistake'); } }"));
    await pin();
    const { code } = await grade();
    assert.equal(code, 2);
    const { lessons: [graded] } = book().submissions[0]!;
    assert.deepEqual([graded!.verdict, graded!.reason], ['ungraded', `the private scenarios of ${lesson.id} fail; \`faultlab assignment check\` tells why`]);
    assert.match((await run('assignment', 'check', 'week.assignment.yaml')).err, /scenarios\.ts:5:.* the private scenarios fail: Error: a secret mistake/);
  });

  it('are added to a lesson of a pack, too', async () => {
    cpSync(join(root, 'test', 'packs', 'tickets'), join(folder.path, 'packs', 'tickets'), { recursive: true });
    folder.write('private/door/scenarios.ts', "import { extraScenarios, variant } from 'faultlab/author';\nexport default extraScenarios(lesson => [variant(lesson.scenario('calm'), 'calmer', {})]);\n");
    const name = '01-one-ticket-one-bearer';
    folder.write('week.assignment.yaml', 'title: T\npacks: [packs/tickets]\nseeds: { public: 3 }\nlessons:\n  - { lesson: tickets/one-ticket-one-bearer, points: 4, private: { folder: private/door, points: 1 } }\n');
    folder.write(`all/ada/faultlab/tickets/${name}/exercise.ts`, readFileSync(join(root, 'test', 'packs', 'tickets', name, 'solution.ts'), 'utf8'));
    assert.equal((await pin()).code, 0);
    assert.equal((await grade()).code, 0);
    assert.deepEqual([book().submissions[0]!.points, book().of], [5, 5]);
  });
});
