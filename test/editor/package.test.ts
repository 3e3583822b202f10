import { strict as assert } from 'node:assert';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { loadCatalogue } from '../../src/cli/catalogue.ts';
import { veil } from '../../src/course/veil.ts';
import { pack } from '../workbench/pack.ts';

const root = join(import.meta.dirname, '..', '..');

const isBuilt = existsSync(join(root, 'dist', 'extension.cjs')) && existsSync(join(root, 'dist', 'twins'));
const largestBytes = 5_000_000;

const longest = (texts: readonly string[]): string[] => [...texts].sort((a, b) => b.length - a.length).slice(0, 2);

/** Of each solution the longest lines, of each lesson's scenarios and checks the longest texts in quotation marks. */
function givingAway(): string[] {
  const lessons = join(root, 'lessons');
  const solutions = globSync('*/*/solution.ts', { cwd: lessons }).flatMap(file => longest(readFileSync(join(lessons, file), 'utf8').split('\n').map(line => line.trim()).filter(line => !/['"\\]|^import|^\/?\*/.test(line))));
  const scenarios = globSync('*/*/{scenarios,checks}.ts', { cwd: lessons }).flatMap(file => longest([...readFileSync(join(lessons, file), 'utf8').matchAll(/'([^'\\\n]*)'/g)].map(([, text]) => text!)));
  return [...solutions, ...scenarios].filter(text => text.length > 30 && /\w+\W+\w+/.test(text));
}

/** Ids of hidden scenarios that are no words of their own. */
const hiddenNames = (): string[] => loadCatalogue(join(root, 'dist')).modules.flatMap(({ lessons }) => lessons).flatMap(({ scenarios }) => scenarios).filter(({ id, hidden }) => hidden && id.includes('-')).map(({ id }) => id);

describe('the package', () => {
  let files: readonly string[];

  before(async function () {
    this.timeout(120_000); // It looks at each file of the folder.
    files = (await listFiles({ cwd: root, packageManager: PackageManager.None })).map(file => file.replaceAll('\\', '/'));
  });

  it('holds exactly what is shipped', function () {
    if (!isBuilt) this.skip();
    // Chunks are named after their content, tables of twins after their lessons.
    const names = new Set(files.map(file => file.replace(/^dist\/chunks\/.*\.js$/, 'dist/chunks/….js').replace(/codicon-\w+/, 'codicon-…').replace(/^dist\/twins\/[a-z-]+\.json$/, 'dist/twins/….json').replace(/^dist\/web\/lessons\/[\w-]+\.js$/, 'dist/web/lessons/….js')));
    assert.deepEqual([...names].sort(), [
      'CHANGELOG.md', 'LICENSE', 'README.md',
      'dist/assignment.schema.json', 'dist/catalogue.txt', 'dist/child.js', 'dist/chunks/amaro.wasm', 'dist/chunks/….js', 'dist/codicon-….ttf', 'dist/extension.cjs', 'dist/foreign.cjs', 'dist/l10n/bundle.l10n.json', 'dist/lesson.css', 'dist/lesson.js', 'dist/panel.css', 'dist/panel.js', 'dist/twins/….json',
      'dist/web/extension.cjs', 'dist/web/lessons/….js', 'dist/web/worker.js',
      'media/classroom/faultlab.yml', 'media/docs/authors.md', 'media/docs/comparison.png', 'media/docs/failure.png', 'media/docs/instructors.md', 'media/docs/learners.md', 'media/docs/lesson.png', 'media/docs/tour.png', 'media/faultlab.svg', 'media/icon.png', 'media/tab-dark.svg', 'media/tab-light.svg',
      'media/walkthrough/choose.svg', 'media/walkthrough/debug.svg', 'media/walkthrough/open.svg', 'media/walkthrough/pass.svg', 'media/walkthrough/run.svg', 'media/walkthrough/see.svg',
      'package.json', 'package.nls.json',
    ]);
  });
  it('is small', async function () {
    if (!isBuilt) this.skip();
    this.timeout(120_000);
    const folder = mkdtempSync(join(tmpdir(), 'faultlab-package-'));
    try {
      assert.ok(statSync(await pack(root, folder)).size < largestBytes);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  it('shows no solution and no scenario to somebody who looks into its files', function () {
    if (!isBuilt) this.skip();
    const texts = files.filter(file => /\.(c?js|json|txt)$/.test(file)).map(file => readFileSync(join(root, file), 'utf8')).join('\n');
    const given = givingAway();
    assert.ok(given.length > 60);
    assert.deepEqual(given.filter(text => texts.includes(text)), []);
    assert.ok(given.some(text => texts.includes(veil(text))), 'the solutions are there, veiled');
    const hidden = hiddenNames();
    assert.ok(hidden.length > 60);
    assert.deepEqual(hidden.filter(name => texts.includes(name)), []);
    assert.ok(hidden.some(name => texts.includes(veil(name))));
  });
  it('links from its readme and pages to what is shipped, in text and pictures', () => {
    const pages = files.filter(file => file.endsWith('.md'));
    const links = pages.flatMap(file => [...readFileSync(join(root, file), 'utf8').matchAll(/\]\((?!https:|#)([^)]*)\)/g)].map(([, link]) => ({ file, to: posix.join(posix.dirname(file), link!) })));
    assert.ok(links.length > 4);
    assert.deepEqual(links.filter(({ to }) => !files.includes(to)), []);
  });
  it('shows the way through a lesson as one animation below a megabyte', () => {
    const picture = readFileSync(join(root, 'media', 'docs', 'tour.png'));
    assert.equal(picture.readUInt32BE(picture.indexOf('acTL') + 4), 6);
    assert.ok(picture.length < 1_000_000);
  });
  it('has pictures for its walkthrough that hold no style of their own, which the page would block, and no fixed colour', () => {
    const pictures = readdirSync(join(root, 'media', 'walkthrough'));
    assert.equal(pictures.length, 6);
    for (const picture of pictures) assert.doesNotMatch(readFileSync(join(root, 'media', 'walkthrough', picture), 'utf8'), /<style|style=|class=|#[0-9a-f]{3}/i, picture);
  });
});
