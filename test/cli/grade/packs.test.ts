import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultlab, Folder, root } from '../faultlab.ts';

const LESSON = 'tickets/one-ticket-one-bearer';
const NAME = '01-one-ticket-one-bearer';
const tickets = join(root, 'test', 'packs', 'tickets');

describe('an assignment of a lesson pack', function () {
  this.timeout(120_000);
  let folder: Folder;
  let repository: string;
  beforeEach(() => {
    folder = new Folder();
    repository = join(folder.path, 'class', 'ada');
    cpSync(tickets, join(repository, 'packs', 'tickets'), { recursive: true });
  });
  afterEach(() => folder.remove());

  const created = () => faultlab(['assignment', 'new', 'faultlab/assignment.yaml', LESSON, '--pack', 'packs/tickets'], { cwd: repository });
  const hand = (program: string): void => {
    folder.write(join('class', 'ada', 'faultlab', 'tickets', NAME, 'exercise.ts'), readFileSync(join(tickets, NAME, program), 'utf8'));
  };

  it('names the pack beside its file, and is worth what its scenarios are', async () => {
    const { code, out, err } = await created();
    assert.equal(code, 0, err);
    assert.match(out, /pinned/);
    assert.match(readFileSync(join(repository, 'faultlab', 'assignment.yaml'), 'utf8'), /^packs:\n {2}- "?\.\.\/packs\/tickets"?\n/m);
    hand('solution.ts');
    const solved = await faultlab(['grade', '--json'], { cwd: repository });
    assert.equal(solved.code, 0, solved.err + solved.out);
    hand('exercise.ts');
    const { points, of } = JSON.parse((await faultlab(['grade', '--json'], { cwd: repository })).out) as { points: number; of: number };
    assert.ok(of === 10 && points > 0 && points < 10, `${points} of ${of}`);
  });

  it('is graded for a cohort with the instructor\'s pack, whatever a learner has made of theirs', async () => {
    await created();
    cpSync(join(repository, 'packs'), join(folder.path, 'packs'), { recursive: true });
    cpSync(join(repository, 'faultlab', 'assignment.yaml'), join(folder.path, 'faultlab', 'assignment.yaml'));
    folder.write(join('class', 'ada', 'packs', 'tickets', NAME, 'scenarios.ts'), 'export default {};\n');
    hand('solution.ts');
    const { code, err } = await faultlab(['grade', '--submissions', 'class', '--assignment', 'faultlab/assignment.yaml', '--out', 'grades'], { cwd: folder.path });
    assert.equal(code, 0, err);
    assert.match(readFileSync(join(folder.path, 'grades', 'gradebook.csv'), 'utf8'), /ada,.*10/);
  });

  it('that is not there is told of with its folder', async () => {
    folder.write('class/ada/faultlab/assignment.yaml', `title: A\npacks: [../packs/none]\nlessons:\n  - { lesson: ${LESSON}, points: 4 }\n`);
    const { code, err } = await faultlab(['grade'], { cwd: repository });
    assert.equal(code, 2);
    assert.match(err, /there is no folder .*packs.none/);
  });
});
