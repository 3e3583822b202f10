import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assignmentJsonSchema } from '../../../src/cli/authoring/assignmentschema.ts';
import { builtCatalogue, dist, faultlab, Folder, root } from '../faultlab.ts';

const catalogue = builtCatalogue();

describe('faultlab assignment', () => {
  let folder: Folder;
  beforeEach(() => { folder = new Folder(); });
  afterEach(() => folder.remove());

  it('writes an assignment that may be graded, and says what it asks for', async () => {
    const made = await faultlab(['assignment', 'new', 'faultlab/assignment.yaml', '6.1', 'quorums-101'], { cwd: folder.path });
    assert.equal(made.code, 0, made.err);
    const checked = await faultlab(['assignment', 'check', 'faultlab/assignment.yaml'], { cwd: folder.path });
    assert.equal(checked.code, 0, checked.err);
    assert.match(checked.out, /6\.1 .*10 points\n.*2\.6 .*10 points\n20 points\n/);
    const again = await faultlab(['assignment', 'new', 'faultlab/assignment.yaml', '6.1'], { cwd: folder.path });
    assert.deepEqual([again.code, again.err], [2, `faultlab: ${join('faultlab', 'assignment.yaml')} is there already; nothing was changed\n`]);
  });

  it('pins without touching what the author wrote', async () => {
    const text = '# my course\ntitle: Mine   # short\nlessons:\n  - lesson: \'6.1\' # retries\n    points: 3\n';
    const file = folder.write('week.assignment.yaml', text);
    assert.equal((await faultlab(['assignment', 'check', file])).code, 2);
    assert.equal((await faultlab(['assignment', 'pin', file])).code, 0);
    const pinned = readFileSync(file, 'utf8');
    const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
    assert.ok(pinned.startsWith(text.replace('   #', ' #')), pinned);
    assert.ok(pinned.includes(`engine: ${catalogue.engine}`) && pinned.includes(`faultlab: ${version}`), pinned);
    await faultlab(['assignment', 'pin', file]);
    assert.equal(readFileSync(file, 'utf8'), pinned);
  });

  it('refuses one that was pinned with another engine or lesson, and says what differs and what to do', async () => {
    const file = folder.write('a.yaml', 'title: T\nlessons: [{ lesson: reliability/retries, points: 1 }]\npinned: { faultlab: 0.0.9, engine: 0123456789ab, lessons: { reliability/retries: ba9876543210 } }\n');
    const { code, err } = await faultlab(['assignment', 'check', file]);
    assert.equal(code, 2);
    assert.match(err, /made with another Faultlab.*\n.*the engine \(0123456789ab, here \w+\)\n.*lesson 6\.1 reliability\/retries \(ba9876543210, here \w+\)\n.*Faultlab 0\.0\.9: use that version\. Or .*faultlab assignment pin/);
  });

  it('names file, line and cure of what is wrong', async () => {
    folder.write('a.yaml', 'title: T\nlessons:\n  - lesson: reliability/retries\n    poins: 1\n');
    const { code, err } = await faultlab(['assignment', 'check', 'a.yaml'], { cwd: folder.path });
    assert.deepEqual([code, err], [2, 'faultlab: a.yaml:4: lessons.0.poins: there is no such field; there are lesson, points, scenarios, thresholds, private\n']);
  });
});

describe('the schema of assignments', () => {
  const schema = JSON.parse(readFileSync(join(dist, 'assignment.schema.json'), 'utf8')) as Record<string, any>;

  it('is what the reader asks for', () => {
    assert.deepEqual(schema, JSON.parse(JSON.stringify(assignmentJsonSchema(catalogue))));
    assert.deepEqual(schema['required'], ['title', 'lessons']);
    assert.deepEqual(schema['properties'].seeds.properties.secret, {
      type: 'integer', minimum: 1, maximum: 10_000, description: schema['properties'].seeds.properties.secret.description,
    });
    assert.deepEqual(schema['properties'].lessons.items.required, ['lesson']);
    assert.equal(schema['properties'].lessons.items.additionalProperties, false);
    assert.match('2026-12-05T23:59+01:00', new RegExp(schema['properties'].due.pattern));
  });

  it('offers every lesson that there is, and says what each field means', () => {
    const { items } = schema['properties'].lessons;
    assert.equal(items.properties.lesson.anyOf[0].enum.length, catalogue.modules.flatMap(({ lessons }) => lessons).filter(({ built }) => built).length);
    const described = (part: Record<string, any>): boolean => Object.values<Record<string, any>>(part['properties'] ?? {}).every(each => typeof each['description'] === 'string' && described(each['items'] ?? each));
    assert.ok(described(schema));
  });

  it('is contributed to the editor, for the learner\'s file and the instructor\'s', () => {
    const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { contributes: { yamlValidation: unknown } };
    assert.deepEqual(contributes.yamlValidation, [{ fileMatch: ['**/faultlab/assignment.yaml', '*.assignment.yaml'], url: './dist/assignment.schema.json' }]);
  });
});
