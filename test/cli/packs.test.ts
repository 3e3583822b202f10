import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LessonProof } from '../../src/cli/gate/proof.ts';
import type { LessonVerdict } from '../../src/lab/verdict.ts';
import { builtCatalogue, faultlab, Folder, root } from './faultlab.ts';

const tickets = join(root, 'test', 'packs', 'tickets');
const NAME = '01-one-ticket-one-bearer';
const LESSON = 'tickets/one-ticket-one-bearer';

/** A copy of the pack in which one file says something else. */
function changed(folder: Folder, path: string, change: (text: string) => string): string {
  const pack = join(folder.path, 'tickets');
  cpSync(tickets, pack, { recursive: true });
  folder.write(join('tickets', path), change(readFileSync(join(tickets, path), 'utf8')));
  return pack;
}

describe('a lesson pack', function () {
  this.timeout(60_000);
  let folder: Folder;
  beforeEach(() => { folder = new Folder(); });
  afterEach(() => folder.remove());

  const judge = async (file: string, ...args: string[]): Promise<LessonVerdict> => {
    const { out, err } = await faultlab(['run', LESSON, '--pack', tickets, '--file', join(tickets, NAME, file), '--json', ...args]);
    assert.notEqual(out, '', err);
    return JSON.parse(out) as LessonVerdict;
  };

  it('stands after the course, under the numbers that come then', async () => {
    const { out } = await faultlab(['list', '--pack', tickets, '--json']);
    const lessons = JSON.parse(out) as { id: string; number: string; scenarios: { id: string }[] }[];
    const [last] = lessons.slice(-1) as [(typeof lessons)[number]];
    assert.deepEqual({ id: last.id, number: last.number, scenarios: last.scenarios.map(({ id }) => id) }, {
      id: LESSON, number: `${builtCatalogue().modules.length + 1}.1`, scenarios: ['calm', 'one-crash', 'hidden-1', 'hidden-2'],
    });
  });
  it('judges programs as the course does: with a smallest plan, a message, the line', async () => {
    const { verdict, scenarios } = await judge('exercise.ts', '--scenario', 'one-crash');
    assert.equal(verdict, 'failed');
    const { first } = scenarios[0]!;
    assert.match(first!.message, /entered with ticket-\d+ .* with the same ticket/);
    assert.match(first!.plan.join('\n'), /^door crashes at .*\n\d+ of \d+ operations are enough: /);
    assert.equal((await judge('solution.ts', '--seeds', '20')).verdict, 'passed');
  });
  it('is recorded as the course is', async () => {
    const { code, out } = await faultlab(['replay', LESSON, '--pack', tickets, '--file', join(tickets, NAME, 'exercise.ts'), '--seed', '1', '--scenario', 'one-crash']);
    assert.equal(code, 1);
    assert.match(out, /crash/);
  });
  it('is proved by the same gate, with golden hashes of its own', async () => {
    const { out, err } = await faultlab(['check', '--pack', tickets, '--json']);
    const [proof] = JSON.parse(out || '[]') as LessonProof[];
    assert.deepEqual(proof?.problems, [], err);
    assert.deepEqual(proof.wrong.map(({ ok }) => ok), [true, true, true, true]);
  });
  it('gives the same runs as a lesson of the course that consists of the same files', async () => {
    cpSync(join(root, 'lessons', '06-reliability', '01-retries'), join(folder.path, 'copy', '01-retries'), { recursive: true });
    folder.write('copy/pack.yaml', 'id: copy\ntitle: A copy\n');
    const solution = join(folder.path, 'copy', '01-retries', 'solution.ts');
    const runs = await Promise.all([['copy/retries', '--pack', join(folder.path, 'copy')], ['reliability/retries']].map(args => faultlab(['replay', ...args, '--file', solution, '--seed', '3', '--scenario', 'brown-out'])));
    const [copied, own] = runs.map(({ out }) => out.split('\n').slice(1).join('\n'));
    assert.ok(own!.length > 1_000);
    assert.equal(copied, own);
  });
});

describe('a lesson pack with a mistake', function () {
  this.timeout(60_000);
  let folder: Folder;
  beforeEach(() => { folder = new Folder(); });
  afterEach(() => folder.remove());

  const refusal = async (pack: string, ...more: string[]): Promise<string> => {
    const { code, err } = await faultlab([...(more.length > 0 ? more : ['list']), '--pack', pack], { cwd: folder.path });
    assert.equal(code, 2);
    return err;
  };
  const scenarios = join(NAME, 'scenarios.ts');

  it('names the folder that is none', async () => {
    assert.match(await refusal('nowhere'), /there is no folder nowhere: --pack takes the folder that holds a pack.yaml/);
  });
  it('says what pack.yaml has to hold, and where', async () => {
    folder.write('empty/README.md', '');
    assert.match(await refusal('empty'), /empty[\\/]pack.yaml: is missing: .*"id: acme"/);
    assert.match(await refusal(changed(folder, 'pack.yaml', () => 'title: T\nid: Not Kebab\n')), /tickets[\\/]pack.yaml:2: id: a name in kebab-case belongs here, such as acme-training/);
    assert.match(await refusal(changed(folder, 'pack.yaml', () => 'id: reliability\ntitle: T\n')), /id: reliability is taken: choose another one/);
  });
  it('names file and line of front matter, syntax and imports', async () => {
    assert.match(await refusal(changed(folder, join(NAME, 'lesson.md'), text => text.replace('level: core', 'level: easy'))), /lesson.md:3: level/);
    assert.match(await refusal(changed(folder, scenarios, text => `${text}\nconst = 1;`)), new RegExp(`scenarios.ts:${readFileSync(join(tickets, scenarios), 'utf8').split('\n').length + 1}: `));
    assert.match(await refusal(changed(folder, scenarios, text => `import { readFileSync } from 'node:fs';\n${text}`)), /scenarios.ts:1: there is no module 'node:fs' here; what can be imported: 'faultlab', 'faultlab\/author', /);
    assert.match(await refusal(changed(folder, scenarios, text => text.replace('export default lesson', 'export const it = lesson'))), /scenarios.ts:1: .*it has to end in "export default lesson/);
  });
  it('names the line that throws, when it is loaded and when a world is built', async () => {
    assert.match(await refusal(changed(folder, join(NAME, 'world.ts'), text => text.replace("export const DOOR = 'door';", "export const DOOR = (undefined as unknown as string[])[0]!;"))), /world.ts:7: the lesson pack fails: TypeError/);
    const pack = changed(folder, join(NAME, 'world.ts'), text => text.replace('    cluster.start();', '    cluster.begin();'));
    assert.match(await refusal(pack, 'run', LESSON, '--file', join(tickets, NAME, 'solution.ts')), /world.ts:\d+.*the lesson pack fails: TypeError: cluster.begin is not a function/s);
  });
  it('reaches neither process, network, files nor evaluators, and no clock or chance but the run\'s', async () => {
    const tries = ['process.exit()', 'fetch("https://example.org")', 'require("fs")', 'eval("1")', 'new Function("return this")()', '(() => {}).constructor("return process")()', 'lesson.constructor("return process")()', 'Math.random()', 'setTimeout(() => {}, 1)'];
    for (const attempt of tries) {
      const err = await refusal(changed(folder, scenarios, text => text.replace('export default', `const stolen = ${attempt};\nexport default`)));
      assert.match(err, /scenarios.ts:\d+: /, attempt);
    }
  });
  it('changes nothing for others: what it imports is frozen', async () => {
    assert.match(await refusal(changed(folder, scenarios, text => text.replace('export default', '(light as { visible: number }).visible = 1;\nexport default'))), /scenarios.ts:\d+: the lesson pack fails: TypeError/);
    assert.match(await refusal(changed(folder, join(NAME, 'world.ts'), text => `${text}\nCluster.prototype.start = () => {};`)), /world.ts:\d+: the lesson pack fails: TypeError/);
  });
});
