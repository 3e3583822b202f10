import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parseCourse } from '../../src/cli/authoring/course.ts';
import { Folder, root } from './faultlab.ts';

const courseText = readFileSync(join(root, 'lessons', 'course.yaml'), 'utf8');
const lesson = parseCourse(courseText, 'course.yaml')[2]!.lessons[9]!;
const [module, slug] = lesson.id.split('/') as [string, string];

/** A checkout with the skeleton for its only lesson. */
class Checkout {
  readonly folder = new Folder();
  readonly path = this.folder.path;

  constructor() {
    for (const part of ['src', 'lessons/skeleton', 'lessons/course.yaml', 'lessons/tsconfig.json', 'lessons/README.md', 'esbuild.mjs', 'package.json', 'tsconfig.json']) {
      cpSync(join(root, part), join(this.path, part), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(this.path, 'node_modules'), 'junction');
    this.folder.write('test/lessons/golden.json', '{}');
  }

  node(...args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
    return new Promise(resolve => {
      execFile(process.execPath, args, { cwd: this.path }, (error, out, err) => resolve({ code: error ? Number(error.code) : 0, text: out + err }));
    });
  }
}

/** Blocks of code of a Markdown text whose info string names a file of the skeleton, and those in the shell's language. */
function blocksOf(markdown: string): { readonly info: string; readonly code: string }[] {
  return [...markdown.matchAll(/^```([^\n]+)\n([\s\S]*?)^```$/gm)].map(([, info, code]) => ({ info: info!, code: code! }));
}

describe('faultlab new', function () {
  this.timeout(120_000);
  let checkout: Checkout;
  before(async () => {
    checkout = new Checkout();
    assert.deepEqual(await checkout.node('esbuild.mjs'), { code: 0, text: '' });
  });
  after(() => checkout.folder.remove());

  it('makes a lesson that passes the whole gate, by the commands that lessons/README.md tells', async () => {
    const shell = blocksOf(readFileSync(join(root, 'lessons', 'README.md'), 'utf8')).filter(({ info }) => info === 'sh').flatMap(({ code }) => code.trim().split('\n'));
    assert.deepEqual(shell.map(line => line.replace(/ +#.*/, '')), [
      'npx faultlab new consensus fencing-tokens', 'npm run build', 'npx faultlab check consensus/fencing-tokens --update-golden',
    ]);
    assert.equal(lesson.id, 'consensus/fencing-tokens');
    const made = await checkout.node('dist/cli.js', 'new', module, slug);
    assert.equal(made.code, 0, made.text);
    assert.match(readFileSync(join(checkout.path, 'lessons', lesson.folder, 'lesson.md'), 'utf8'), new RegExp(`^title: ${JSON.stringify(lesson.title).replace(/[()]/g, '\\$&')}\nlevel: hard$`, 'm'));
    assert.equal((await checkout.node('esbuild.mjs')).code, 0);
    const checked = await checkout.node('dist/cli.js', 'check', lesson.id, '--update-golden');
    assert.match(checked.text, /1 of 1 lesson holds/);
    assert.equal(checked.code, 0);
  });

  it('leaves a lesson that is there as it is', async () => {
    const file = checkout.folder.write(`lessons/${lesson.folder}/lesson.md`, 'mine');
    const { code, text } = await checkout.node('dist/cli.js', 'new', module, slug);
    assert.deepEqual([code, text.includes('is there already; nothing was changed')], [2, true]);
    assert.equal(readFileSync(file, 'utf8'), 'mine');
    rmSync(join(checkout.path, 'lessons', lesson.folder), { recursive: true });
  });

  it('names the lessons that were perhaps meant', async () => {
    const { code, text } = await checkout.node('dist/cli.js', 'new', 'consensus', 'fencing-token');
    assert.deepEqual([code, /course\.yaml has no lesson consensus\/fencing-token; did you mean consensus\/fencing-tokens/.test(text)], [2, true]);
    assert.equal((await checkout.node('dist/cli.js', 'new', 'consensus')).code, 2);
  });
});

describe('lessons/README.md', () => {
  it('shows only code that is in the skeleton, which the gate runs', () => {
    const blocks = blocksOf(readFileSync(join(root, 'lessons', 'README.md'), 'utf8')).filter(({ info }) => info.startsWith('ts '));
    assert.ok(blocks.length >= 4);
    for (const { info, code } of blocks) {
      const file = info.slice('ts '.length);
      const text = readFileSync(join(root, 'lessons', 'skeleton', file), 'utf8');
      for (const part of code.split(/^\s*\/\/ …\n/m)) assert.ok(text.includes(part), `${file} has no\n${part}`);
    }
  });
});
