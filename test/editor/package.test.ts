import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';

const root = join(import.meta.dirname, '..', '..');

describe('the package', () => {
  it('holds exactly what is shipped', async function () {
    if (!existsSync(join(root, 'dist', 'extension.cjs')) || !existsSync(join(root, 'dist', 'twins'))) this.skip();
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    // Chunks are named after their content, tables of twins after their lessons.
    const names = new Set(files.map(file => file.replaceAll('\\', '/').replace(/^dist\/chunks\/.*\.js$/, 'dist/chunks/….js').replace(/codicon-\w+/, 'codicon-…').replace(/^dist\/twins\/[a-z-]+\.json$/, 'dist/twins/….json')));
    assert.deepEqual([...names].sort(), [
      'CHANGELOG.md', 'LICENSE', 'README.md',
      'dist/assignment.schema.json', 'dist/catalogue.json', 'dist/child.js', 'dist/chunks/amaro.wasm', 'dist/chunks/….js', 'dist/codicon-….ttf', 'dist/extension.cjs', 'dist/lesson.css', 'dist/lesson.js', 'dist/panel.css', 'dist/panel.js', 'dist/twins/….json',
      'media/faultlab.svg', 'media/icon.png', 'media/tab-dark.svg', 'media/tab-light.svg',
      'media/walkthrough/choose.svg', 'media/walkthrough/debug.svg', 'media/walkthrough/open.svg', 'media/walkthrough/pass.svg', 'media/walkthrough/run.svg', 'media/walkthrough/see.svg',
      'package.json', 'package.nls.json',
    ]);
  });
  it('links from its readme to nothing that is not shipped', () => {
    const links = ['README.md', 'CHANGELOG.md'].flatMap(file => [...readFileSync(join(root, file), 'utf8').matchAll(/\]\((?!https:|#)([^)]*)\)/g)].map(([, link]) => `${file}: ${link}`));
    assert.deepEqual(links, []);
  });
  it('has pictures for its walkthrough that hold no style of their own, which the page would block, and no fixed colour', () => {
    const pictures = readdirSync(join(root, 'media', 'walkthrough'));
    assert.equal(pictures.length, 6);
    for (const picture of pictures) assert.doesNotMatch(readFileSync(join(root, 'media', 'walkthrough', picture), 'utf8'), /<style|style=|class=|#[0-9a-f]{3}/i, picture);
  });
});
