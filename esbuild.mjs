// Builds dist/: node esbuild.mjs [--watch]
import { build, context } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const shared = { bundle: true, target: 'node22', sourcemap: 'linked', logLevel: 'warning', legalComments: 'none' };
const root = import.meta.dirname;

/** Folders of the lessons that are built, relative to lessons/. */
const lessonFolders = () => globSync('*/*/scenarios.ts', { cwd: join(root, 'lessons') }).map(file => dirname(file).replaceAll('\\', '/')).sort();
const idOf = folder => folder.replace(/^\d+-/, '').replace(/\/\d+-/, '/');
const titleOf = folder => /^title: *"?(.*?)"? *$/m.exec(readFileSync(join(root, 'lessons', folder, 'lesson.md'), 'utf8'))?.[1] ?? folder;
const textOf = (folder, file) => readFileSync(join(root, 'lessons', folder, file), 'utf8');

/** The version of engine and lessons: a run can be replayed by the same one. */
function engineHash() {
  const hash = createHash('sha256');
  for (const file of globSync('{src/{sim,check,kits,course,lab},lessons}/**/*.ts', { cwd: root }).sort()) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 12);
}

/** `faultlab:lessons` lists the lessons' chunks, `faultlab:lesson/<folder>` is one. */
const lessons = {
  name: 'lessons',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^faultlab:/ }, ({ path }) => ({ path, namespace: 'faultlab' }));
    onLoad({ filter: /lessons$/, namespace: 'faultlab' }, () => {
      const entries = lessonFolders().map(folder => `${JSON.stringify(idOf(folder))}: () => import(${JSON.stringify(`faultlab:lesson/${folder}`)})`);
      return { contents: `export const engine = ${JSON.stringify(engineHash())};\nexport const chunks = {\n${entries.join(',\n')}\n};`, resolveDir: root };
    });
    onLoad({ filter: /lesson\//, namespace: 'faultlab' }, ({ path }) => {
      const folder = path.slice('faultlab:lesson/'.length);
      const twins = { reference: textOf(folder, 'solution.ts'), starter: textOf(folder, 'exercise.ts') };
      const contents = `export { default as lesson } from ${JSON.stringify(`./lessons/${folder}/scenarios.ts`)};
export const id = ${JSON.stringify(idOf(folder))};
export const title = ${JSON.stringify(titleOf(folder))};
export const twins = ${JSON.stringify(twins)};`;
      return { contents, resolveDir: root, watchDirs: [join(root, 'lessons', folder)] };
    });
  },
};

/** One entry an output; the extension host loads CommonJS. */
const bundles = [
  { ...shared, entryPoints: { extension: 'src/editor/node.ts' }, outdir: 'dist', platform: 'node', format: 'cjs', outExtension: { '.js': '.cjs' }, external: ['vscode'] },
  { ...shared, entryPoints: { cli: 'src/cli/main.ts' }, outdir: 'dist', platform: 'node', format: 'esm', banner: { js: '#!/usr/bin/env node' } },
  {
    ...shared, entryPoints: { child: 'src/runner/child.ts' }, outdir: 'dist', platform: 'node', format: 'esm', splitting: true, chunkNames: 'chunks/[name]-[hash]',
    plugins: [lessons], alias: { faultlab: './src/kits/index.ts', 'faultlab/author': './src/course/author.ts' },
    banner: { js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);" },
  },
  { ...shared, entryPoints: { panel: 'src/panel/main.ts' }, outdir: 'dist', platform: 'browser', format: 'iife', target: 'es2022', loader: { '.ttf': 'file' } },
  { ...shared, entryPoints: { lesson: 'src/editor/page/main.ts' }, outdir: 'dist', platform: 'browser', format: 'iife', target: 'es2022', loader: { '.ttf': 'file' } },
].filter(bundle => Object.values(bundle.entryPoints).every(existsSync));

await rm('dist', { recursive: true, force: true });
if (process.argv.includes('--watch')) {
  for (const bundle of bundles) await (await context(bundle)).watch();
} else {
  await Promise.all(bundles.map(bundle => build(bundle)));
}
